import { useTranslation } from 'react-i18next'
import { formatDateTime } from '@/components/dates'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import type { Endpoint, EndpointState } from './api'

const LEVELS: Record<EndpointState, StatusLevel> = { active: 'done', paused: 'watch', disabled: 'none' }

/** Whether an endpoint is sent to, and if not, why; whether what is sent arrives. */
export function Health({ endpoint }: { endpoint: Endpoint }) {
  const { t, i18n } = useTranslation('webhooks')
  const { state, stopped_by, failing_since } = endpoint
  const failing = state === 'active' && failing_since !== null
  return (
    <>
      <StatusMark level={failing ? 'overdue' : LEVELS[state]}>
        {t(failing ? 'health.failing' : `health.${state}`)}
      </StatusMark>
      {stopped_by !== null && <div className="py-caption">{t(`stoppedBy.${stopped_by}`)}</div>}
      {failing && (
        <div className="py-caption">
          {t('health.since', { at: formatDateTime(failing_since, i18n.language) })}
        </div>
      )}
    </>
  )
}

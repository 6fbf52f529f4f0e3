import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, unwrap } from '@/api/client'
import { useCan } from '@/api/session'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { formatDateTime } from '@/components/dates'

/** Above every page while an older database waits to be acknowledged; the auditor does it here. */
export default function Restored() {
  const { t } = useTranslation('audit')
  const can = useCan()
  return (
    <div className="py-problem" role="alert">
      <p className="py-problem-title">{t('restored.title')}</p>
      <p>{t('restored.text')}</p>
      {can('audit.acknowledge') && <Acknowledge />}
    </div>
  )
}

function Acknowledge() {
  const { t, i18n } = useTranslation('audit')
  const client = useQueryClient()
  const { data } = useQuery({
    queryKey: ['audit', 'maintenance'],
    queryFn: () => unwrap(api.GET('/api/v1/audit/maintenance')),
  })
  const { lost, restored } = data ?? {}
  const reason = lost ?? restored
  if (!data || !reason) return null
  const acknowledge = async () => {
    await unwrap(api.POST('/api/v1/audit/maintenance/acknowledge', { body: { hash: reason.hash } }))
    await client.invalidateQueries({ queryKey: ['system', 'info'] })
  }
  return (
    <div className="py-actions">
      <ConfirmSentence
        action={t('restored.acknowledge')}
        sentence={
          lost
            ? t('restored.sentence', {
                at: formatDateTime(lost.at, i18n.language),
                lost: lost.seq,
                head: data.head.seq,
              })
            : restored
              ? t('restored.from_backup', {
                  at: formatDateTime(restored.at, i18n.language),
                  made: formatDateTime(restored.made_at, i18n.language),
                  head: restored.backup_head,
                })
              : ''
        }
        onConfirm={acknowledge}
      />
    </div>
  )
}

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { formatDateTime } from '@/components/dates'
import { Panel } from '@/components/PageHeader'
import type { CaseEvent } from './api'
import { useCase } from './context'
import { useEventDetails } from './eventTexts'
import { besides } from './standing'
import { StepButton } from './StepButton'

/** Looks, messages and the like: shown on demand, so that what moved the case stands out. */
const MINOR = new Set([
  'read_original',
  'look_identity',
  'document',
  'message',
  'unit_message',
  'set_pin',
  'renew_code',
  'recompute',
  'draft',
])

/** What happened, in plain words, the newest first; file notes are written here. */
export function Timeline() {
  const { t } = useTranslation('complaints')
  const can = useCan()
  const { detail } = useCase()
  const [all, setAll] = useState(false)
  const events = [...detail.events].reverse()
  const shown = all ? events : events.filter(({ action }) => !MINOR.has(action))
  return (
    <Panel
      title={t('timeline.title')}
      note={t('timeline.note', { count: detail.events.length })}
      actions={
        <>
          {events.some(({ action }) => MINOR.has(action)) && (
            <label className="py-filter">
              <input type="checkbox" checked={all} onChange={() => setAll(!all)} />
              {t('timeline.minor')}
            </label>
          )}
          {besides(detail, can).includes('notes') && <StepButton name="notes" size="small" />}
        </>
      }
    >
      <ol className="py-case-timeline">
        {shown.map((event) => (
          <Event key={event.seq} event={event} />
        ))}
      </ol>
    </Panel>
  )
}

function Event({ event }: { event: CaseEvent }) {
  const { t, i18n } = useTranslation('complaints')
  const details = useEventDetails()(event)
  // Which actions there are is the server's matter.
  const action = event.action as 'register'
  return (
    <li className={event.action === 'breach' ? 'py-case-event-late' : undefined}>
      <p className="py-case-event-when">
        <span>{formatDateTime(event.at, i18n.language)}</span>
        <span>{event.actor}</span>
      </p>
      <div>
        <p className="py-case-event-what">
          <strong>{t(`event.${action}`, { defaultValue: t('event.other') })}</strong>
          {details.length > 0 && <span>{details.join(t('detail.join'))}</span>}
        </p>
        {event.note !== null && event.note !== '' && <p className="py-prose">{event.note}</p>}
      </div>
    </li>
  )
}

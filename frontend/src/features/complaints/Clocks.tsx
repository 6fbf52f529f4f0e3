import { useTranslation } from 'react-i18next'
import { formatDate } from '@/components/dates'
import { StatusMark } from '@/components/StatusMark'
import type { CaseClock } from './api'
import { useCase } from './context'
import { Left, useLastDay } from './Left'

/** The clocks that run, as a strip; those that have stopped, on demand. */
export function Clocks() {
  const { t } = useTranslation('complaints')
  const { clocks } = useCase().detail
  const running = clocks.filter(({ stopped_at }) => stopped_at === null)
  const stopped = clocks.filter(({ stopped_at }) => stopped_at !== null)
  return (
    <section className="py-panel py-panel-flush py-case-clocks" aria-label={t('clocks.title')}>
      {running.length > 0 && (
        <ul>
          {running.map((clock) => (
            <Running key={clock.id} clock={clock} />
          ))}
        </ul>
      )}
      {stopped.length > 0 && (
        <details open={running.length === 0}>
          <summary>{t('clocks.stopped', { count: stopped.length })}</summary>
          <ul className="py-plain-list">
            {stopped.map((clock) => (
              <Stopped key={clock.id} clock={clock} />
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function Running({ clock }: { clock: CaseClock }) {
  const { t } = useTranslation('complaints')
  const lastDay = useLastDay()
  const moved = clock.due !== clock.due_original
  return (
    <li className={`py-case-clock py-case-clock-${clock.level}`}>
      <span className="py-case-clock-name">
        {t(`clock.${clock.kind}`)}
        {clock.unit_name !== null && <span className="py-caption">{clock.unit_name}</span>}
      </span>
      <strong>
        <Left limit={clock} />
      </strong>
      <span className="py-caption">
        {t('clocks.until', { day: lastDay(clock.due) })}
        {clock.provisional && t('left.provisional')}
        {moved && t('clocks.original', { day: lastDay(clock.due_original) })}
      </span>
    </li>
  )
}

function Stopped({ clock }: { clock: CaseClock }) {
  const { t, i18n } = useTranslation('complaints')
  const lastDay = useLastDay()
  const late = clock.breached_at !== null
  return (
    <li>
      <StatusMark level={late ? 'overdue' : 'done'}>
        {t(`clock.${clock.kind}`)} {clock.unit_name}
      </StatusMark>{' '}
      <span className="py-caption">
        {t(late ? 'clocks.late' : 'clocks.inTime', {
          day: lastDay(clock.due),
          at: formatDate(clock.stopped_at, i18n.language),
        })}
      </span>
    </li>
  )
}

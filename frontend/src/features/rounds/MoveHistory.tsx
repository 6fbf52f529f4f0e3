import { useTranslation } from 'react-i18next'
import { formatDate } from '@/components/dates'
import { Panel } from '@/components/PageHeader'
import type { Round } from './api'

/** How the planned closing of a round was moved, and why. */
export function MoveHistory({ round }: { round: Round }) {
  const { t, i18n } = useTranslation('rounds')
  const day = (date: string | null) => formatDate(date, i18n.language)
  return (
    <Panel title={t('move.history')}>
      <ul className="py-plain-list">
        {round.planned_close_moves.map(({ at, before, after, reason }) => (
          <li key={at}>
            {t(before === null ? 'move.entryFirst' : 'move.entry', {
              at: day(at),
              before: day(before),
              after: day(after),
              reason,
            })}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

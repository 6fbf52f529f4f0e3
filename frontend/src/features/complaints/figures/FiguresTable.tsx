import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { StatusMark } from '@/components/StatusMark'
import { Suppressed } from '@/components/Suppressed'
import { percent, ratio, useCount } from '@/features/results/figures'
import { SortHead } from '@/features/results/SortHead'
import { sortRows, type SortValue } from '@/features/results/sorting'
import type { FigureRow, Figures } from './api'

const COUNTS = ['received', 'persons', 'accepted', 'closed'] as const
const SORTS: Record<string, (row: FigureRow) => SortValue> = {
  received: (row) => row.received,
  persons: (row) => row.persons,
  accepted: (row) => row.accepted,
  closed: (row) => row.closed,
  on_time: (row) => row.on_time?.percent ?? null,
  overdue: (row) => row.overdue,
  satisfaction: (row) => row.satisfaction?.percent ?? null,
  unrated: (row) => row.unrated,
}

interface Props {
  figures: Figures
  caption: string
  /** '' is the order of the server. */
  sort: string
  onSort: (sort: string) => void
}

/** One row a group, and the total. Numbers that are hidden say so. */
export function FiguresTable({ figures, caption, sort, onSort }: Props) {
  const { t } = useTranslation('complaintFigures')
  const head = { sort, onSort }
  const byMonth = figures.by === 'month'
  return (
    <TableFrame caption={caption}>
      <thead className="py-figures">
        <tr>
          <th scope="col">{t(`by.${figures.by}`)}</th>
          {COUNTS.map((name) => (
            <SortHead key={name} name={name} title={t(`head.${name}`)} note={t(`note.${name}`)} {...head} />
          ))}
          <SortHead name="on_time" title={t('head.on_time')} note={t('note.on_time')} {...head} />
          {!byMonth && (
            <SortHead name="overdue" title={t('head.overdue')} note={t('note.overdue')} {...head} />
          )}
          <SortHead
            name="satisfaction"
            title={t('head.satisfaction')}
            note={t('note.satisfaction')}
            {...head}
          />
          <SortHead name="unrated" title={t('head.unrated')} note={t('note.unrated')} {...head} />
        </tr>
      </thead>
      <tbody className="py-figures">
        {sortRows(figures.rows, sort, SORTS).map((row) => (
          <Row key={row.key} row={row} label={byMonth ? monthOf(row.label) : row.label} byMonth={byMonth} />
        ))}
      </tbody>
      <tfoot className="py-figures">
        <Row row={figures.total} label={figures.total.label} byMonth={byMonth} />
      </tfoot>
    </TableFrame>
  )

  function monthOf(label: string): string {
    const [year = '', month = ''] = label.split('-')
    return t('month', { year, month: Number(month) })
  }
}

function Row({ row, label, byMonth }: { row: FigureRow; label: string; byMonth: boolean }) {
  return (
    <tr>
      <th scope="row">{label}</th>
      {COUNTS.map((name) => (
        <Cell key={name}>
          <Count value={row[name]} />
        </Cell>
      ))}
      <Cell>
        <Share rate={row.on_time} />
      </Cell>
      {!byMonth && (
        <Cell>
          <Overdue value={row.overdue} />
        </Cell>
      )}
      <Cell>
        <Share rate={row.satisfaction} />
      </Cell>
      <Cell>
        <Count value={row.unrated} />
      </Cell>
    </tr>
  )
}

const Cell = ({ children }: { children: ReactNode }) => <td className="py-right">{children}</td>

export function Count({ value }: { value: number | null }) {
  const count = useCount()
  return value === null ? <Suppressed /> : count(value)
}

function Overdue({ value }: { value: number | null }) {
  if (!value) return <Count value={value} />
  return (
    <StatusMark level="overdue">
      <Count value={value} />
    </StatusMark>
  )
}

/** A rate with what it is of; "—" where there was nothing to count. */
function Share({ rate }: { rate: FigureRow['on_time'] }) {
  const { i18n } = useTranslation()
  if (rate === null) return <Suppressed />
  if (rate.denominator === 0) return '—'
  return (
    <span className="py-nowrap">
      {percent(rate.percent)} <span className="py-minor">{ratio(rate, i18n.language)}</span>
    </span>
  )
}

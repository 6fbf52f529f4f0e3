import { TableFrame } from '@/components/DataTable'
import type { Comparisons, UnitFigures } from './api'
import type { ResultsState } from './choice'
import type { FigureColumn } from './figureColumns'
import './results.css'
import { SortHead } from './SortHead'
import { sortRows } from './sorting'

interface Props {
  units: readonly UnitFigures[]
  /** By the rate; not there before they are loaded. */
  comparisons: Comparisons | undefined
  /** Those that are shown, and those that the rows may be sorted by. */
  shown: readonly FigureColumn[]
  columns: readonly FigureColumn[]
  caption: string
  list: ResultsState
}

/** The figures of all units; sorted by what the address says, at first in the order of the roll. */
export function FiguresTable({ units, comparisons, shown, columns, caption, list }: Props) {
  const { sort } = list.values
  const standings = new Map(comparisons?.units.map((unit) => [unit.unit_id, unit]))
  const rows = sortRows(
    units.map((unit, position) => ({ ...unit, position, standing: standings.get(unit.unit_id) })),
    sort,
    Object.fromEntries(columns.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value]]))),
  )
  return (
    <TableFrame caption={caption}>
      <thead className="py-figures">
        <tr>
          {shown.map((column) => (
            <Head key={column.key} column={column} sort={sort} onSort={(next) => list.set({ sort: next })} />
          ))}
        </tr>
      </thead>
      <tbody className="py-figures">
        {rows.map((row) => (
          <tr key={row.unit_id}>
            {shown.map((column) =>
              column.heading ? (
                <th key={column.key} scope="row">
                  {column.cell(row)}
                </th>
              ) : (
                <td key={column.key} className={classOf(column)}>
                  {column.cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
}

const classOf = ({ align = 'right', className = '' }: FigureColumn) =>
  `${align === 'right' ? 'py-right ' : ''}${className}`.trim() || undefined

interface HeadProps {
  column: FigureColumn
  sort: string
  onSort: (sort: string) => void
}

function Head({ column, sort, onSort }: HeadProps) {
  const { key, title, note, value, up = false, align = 'right' } = column
  if (value !== undefined) {
    return (
      <SortHead name={key} title={title} note={note} down={!up} align={align} sort={sort} onSort={onSort} />
    )
  }
  return (
    <th scope="col" className={align === 'right' ? 'py-right' : undefined}>
      {title}
      {note !== undefined && <span className="py-head-note">{note}</span>}
    </th>
  )
}

import { useState, type KeyboardEvent, type ReactNode, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Cell, CellRow, Cells } from './api'
import { figure, useCount } from './figures'
import { HeatCell, HeatLegend } from './HeatCell'
import './heat.css'
import { PrintRow } from './PrintRow'
import './results.css'

interface Place {
  row: number
  column: number
}

const MOVES: Record<string, (at: Place, last: Place) => Place> = {
  ArrowUp: (at) => ({ ...at, row: at.row - 1 }),
  ArrowDown: (at) => ({ ...at, row: at.row + 1 }),
  ArrowLeft: (at) => ({ ...at, column: at.column - 1 }),
  ArrowRight: (at) => ({ ...at, column: at.column + 1 }),
  Home: (at) => ({ ...at, column: 0 }),
  End: (at, last) => ({ ...at, column: last.column }),
}

/** The place that a cell of the table carries, wherever inside it an event happened. */
function placeOf(event: SyntheticEvent): Place | null {
  const cell = (event.target as Element).closest<HTMLElement>('[data-row]')
  return cell && { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) }
}

interface Props {
  cells: Cells
  rows: readonly CellRow[]
  /** Above the head on every printed page. */
  printLine: ReactNode
}

/**
 * Units by criterion or by stratum. One stop of the Tab key, then arrow keys; the line above the table says what the
 * cell under the pointer or the focus holds.
 */
export function HeatTable({ cells, rows, printLine }: Props) {
  const { t } = useTranslation('results')
  const count = useCount()
  const [focus, setFocus] = useState<Place>({ row: 0, column: 0 })
  const [shown, setShown] = useState<Place | null>(null)
  const columns = [...cells.columns.map(({ name }) => name), t('heat.total')]
  const last = { row: rows.length - 1, column: columns.length - 1 }
  const cellsOf = (row: CellRow): Cell[] => [...row.cells, row.total]
  const stop = { row: Math.min(focus.row, last.row), column: Math.min(focus.column, last.column) }

  const move = (event: KeyboardEvent<HTMLTableElement>) => {
    const at = placeOf(event)
    const next = at && MOVES[event.key]?.(at, last)
    if (!next) return
    event.preventDefault()
    event.currentTarget
      .querySelector<HTMLElement>(`[data-row="${next.row}"][data-column="${next.column}"]`)
      ?.focus()
  }
  const describe = (at: Place | null): string => {
    const row = at === null ? undefined : rows[at.row]
    const cell = at === null || row === undefined ? undefined : cellsOf(row)[at.column]
    if (at === null || row === undefined || cell === undefined) return t('heat.nothing')
    const where = { unit: row.name, column: columns[at.column] ?? '' }
    return cell.value === null
      ? t('heat.atNone', where)
      : t('heat.at', { ...where, value: figure(cell.value), n: count(cell.n) })
  }

  return (
    <>
      <p className="py-heat-line">{describe(shown)}</p>
      <div className="py-table-frame">
        <table
          role="grid"
          className="py-table py-heat-table"
          aria-label={t(`heat.caption.${cells.by}`)}
          onKeyDown={move}
          onFocus={(event) => {
            const at = placeOf(event)
            if (at) setFocus(at)
            setShown(at)
          }}
          onMouseOver={(event) => setShown(placeOf(event))}
        >
          <colgroup>
            <col className="py-heat-units" />
          </colgroup>
          <thead>
            <PrintRow columns={columns.length + 1}>{printLine}</PrintRow>
            <tr>
              <th scope="col">{t('heat.corner')}</th>
              {cells.columns.map((column) => (
                <th key={column.key} scope="col">
                  {column.name}
                  {typeof column.share === 'string' && (
                    <span className="py-head-note">{t('heat.share', { share: column.share })}</span>
                  )}
                </th>
              ))}
              <th scope="col">{t('heat.total')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, rowIndex) => (
              <tr key={row.unit_id}>
                <th scope="row">
                  <Link to={`/units/${row.code}`}>{row.name}</Link>
                </th>
                {cellsOf(row).map((cell, column) => (
                  <HeatCell
                    key={column}
                    role="gridcell"
                    cell={cell}
                    total={column === last.column}
                    data-row={rowIndex}
                    data-column={column}
                    tabIndex={stop.row === rowIndex && stop.column === column ? 0 : -1}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <HeatLegend cuts={cells.cuts} cells={rows.flatMap(cellsOf)} />
    </>
  )
}

import type { Axis } from '../../components/chart/scale'
import { figure, range, sorted, type Row, type Sort } from './file'
import { Hidden } from './Hidden'
import { Changed, Flags, Rank, Ratio } from './parts'
import { useTexts } from './settings'
import { AxisHead, Whisker } from './Whisker'

export interface UnitsProps {
  sequences: [name: string, rows: Row[]][]
  sort: Sort
  axis: Axis
  mean: string | null
}

/** Which columns there are: not every round has scores, units to rank, or a round before it. */
export const columnsOf = (rows: readonly Row[]) => ({
  scored: rows.some(({ score }) => score !== null),
  ranked: rows.some(({ ranks }) => ranks.rate !== null),
  changed: rows.some(({ changes }) => changes !== null),
})
type Columns = ReturnType<typeof columnsOf>

/** All units, sequence after sequence: plain rate first, then the weighted one with its margin on a common axis. */
export function UnitTable({ sequences, sort, axis, mean }: UnitsProps) {
  const t = useTexts()
  const columns = columnsOf(sequences.flatMap(([, rows]) => rows))
  const width = 5 + Object.values(columns).filter(Boolean).length
  return (
    <div class="table-frame" role="group" aria-label={t.units} tabIndex={0}>
      <table class="table unit-table">
        <caption class="hidden">{t.units}</caption>
        <Head columns={columns} axis={axis} mean={mean} />
        {sequences.map(([name, rows]) => (
          <tbody key={name}>
            <tr class="sequence-row">
              <th scope="rowgroup" colSpan={width}>
                {name} <span class="help">{t.ofSequence(t.count(rows.length))}</span>
              </th>
            </tr>
            {sorted(rows, sort).map((row) => (
              <UnitRow key={row.unit.code} row={row} columns={columns} axis={axis} mean={mean} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

function Head({ columns, axis, mean }: { columns: Columns; axis: Axis; mean: string | null }) {
  const t = useTexts()
  return (
    <thead>
      <tr>
        <th scope="col">{t.unit}</th>
        <th scope="col" class="right">
          {t.plain} %<span class="note">{t.satisfiedOf}</span>
        </th>
        <th scope="col" class="right">
          {t.weighted} %
          <span class="note">
            {t.interval} {t.intervalNote}
          </span>
        </th>
        <th scope="col" class="axis-column">
          <span class="hidden">{t.readDot}</span>
          <AxisHead axis={axis} mean={mean} />
        </th>
        <th scope="col" class="right">
          {t.n}
        </th>
        {columns.scored && (
          <th scope="col" class="right">
            {t.score}
            <span class="note">{t.scoreNote}</span>
          </th>
        )}
        {columns.ranked && (
          <th scope="col" class="right">
            {t.rank}
            <span class="note">{t.rankNote}</span>
          </th>
        )}
        {columns.changed && <th scope="col">{t.change}</th>}
      </tr>
    </thead>
  )
}

interface RowProps {
  row: Row
  columns: Columns
  axis: Axis
  mean: string | null
}

function UnitRow({ row, columns, axis, mean }: RowProps) {
  return (
    <tr>
      <th scope="row">
        {row.unit.name}
        <span class="note">
          <Flags row={row} />
        </span>
      </th>
      {row.totals.length === 0 ? (
        <td colSpan={columns.scored ? 5 : 4} class="whole-hidden">
          <Hidden />
        </td>
      ) : (
        <Figures row={row} columns={columns} axis={axis} mean={mean} />
      )}
      {columns.ranked && (
        <td class="right">
          <Rank row={row} />
        </td>
      )}
      {columns.changed && (
        <td>
          <Changed row={row} />
        </td>
      )}
    </tr>
  )
}

/** The figures of a unit that has some. */
function Figures({ row, columns, axis, mean }: RowProps) {
  const t = useTexts()
  const { plain, rate, score, n } = row
  return (
    <>
      <td class="right">
        {plain === null ? (
          <Hidden />
        ) : (
          <>
            <span class="main-figure">{figure(plain.percent)}</span>
            <span class="note">
              <Ratio row={row} />
            </span>
          </>
        )}
      </td>
      {rate === null ? (
        <td colSpan={2} class="whole-hidden">
          <Hidden />
        </td>
      ) : (
        <>
          <td class="right">
            <span class="main-figure">{figure(rate.value)}</span>
            <span class="note">{range(rate)}</span>
          </td>
          <td class="axis-column">
            <Whisker axis={axis} mean={mean} rate={rate} />
          </td>
        </>
      )}
      <td class="right">{n === null ? <Hidden /> : t.count(n)}</td>
      {columns.scored && (
        <td class="right">
          {score === null ? (
            <Hidden />
          ) : (
            <>
              {figure(score.value)}
              <span class="note">{range(score)}</span>
            </>
          )}
        </td>
      )}
    </>
  )
}

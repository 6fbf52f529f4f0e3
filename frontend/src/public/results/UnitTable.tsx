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

/** Which columns there are: not every round has scores, nor every file ranks and changes. */
export const columnsOf = (rows: readonly Row[]) => ({
  scored: rows.some(({ score }) => score !== null),
  ranked: rows.some(({ rank }) => Boolean(rank)),
  changed: rows.some(({ change }) => Boolean(change)),
  flagged: rows.some(({ rate }) => (rate?.flags.length ?? 0) > 0),
})
type Columns = ReturnType<typeof columnsOf>

/** All units, sequence after sequence: plain rate first, then the weighted one with its margin on a common axis. */
export function UnitTable({ sequences, sort, axis, mean }: UnitsProps) {
  const t = useTexts()
  const columns = columnsOf(sequences.flatMap(([, rows]) => rows))
  const width = 7 + Object.values(columns).filter(Boolean).length
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
          {t.plain} %
        </th>
        <th scope="col" class="right">
          {t.satisfiedOf}
        </th>
        <th scope="col" class="right">
          {t.weighted} %
        </th>
        <th scope="col" class="axis-column">
          <span class="hidden">{t.readDot}</span>
          <AxisHead axis={axis} mean={mean} />
        </th>
        <th scope="col" class="right">
          {t.interval}
          <span class="note">{t.intervalNote}</span>
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
        {columns.flagged && <th scope="col">{t.flags}</th>}
      </tr>
    </thead>
  )
}

function UnitRow({
  row,
  columns,
  axis,
  mean,
}: {
  row: Row
  columns: Columns
  axis: Axis
  mean: string | null
}) {
  const t = useTexts()
  const { plain, rate, score, n } = row
  return (
    <tr>
      <th scope="row">{row.unit.name}</th>
      <td class="right main-figure">{plain === null ? <Hidden /> : figure(plain.percent)}</td>
      <td class="right minor">
        <Ratio row={row} />
      </td>
      <td class="right main-figure">{rate === null ? <Hidden /> : figure(rate.value)}</td>
      <td class="axis-column">{rate !== null && <Whisker axis={axis} mean={mean} rate={rate} />}</td>
      <td class="right">{rate === null ? <Hidden /> : range(rate)}</td>
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
      {columns.flagged && (
        <td class="notes">
          <Flags row={row} />
        </td>
      )}
    </tr>
  )
}

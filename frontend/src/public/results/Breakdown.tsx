import { figure, sequencesOf, stepOf, type PublicFile, type Ratio, type Row } from './file'
import { Hidden } from './Hidden'
import { useTexts } from './settings'

type Cell = { percent: string | null } | null

/** Rates of every unit by stratum, and by criterion when there are several, as far as they may be seen. */
export function Breakdown({ file }: { file: PublicFile }) {
  const t = useTexts()
  const { strata, criteria, publication } = file.method
  const sequences = sequencesOf(file)
  const some = sequences.some(([, rows]) => rows.some((row) => row.cells.includes(null)))
  const heads = (parts: { code: string; name: string; weight: string }[]): Head[] =>
    parts.map(({ code, name, weight }) => ({ code, name, note: t.weightOf(weight) }))
  return (
    <>
      <section>
        <h2>{t.byStratum}</h2>
        <p class="help">{t.byStratumNote}</p>
        <Heat
          title={t.byStratum}
          heads={heads(strata)}
          sequences={sequences}
          cellsOf={({ cells }) => cells}
        />
        <Legend hidden={some} />
        {some && <p class="help">{t.hiddenWhy(String(publication.k))}</p>}
      </section>
      {criteria.length > 1 && (
        <section>
          <h2>{t.byCriterion}</h2>
          <p class="help">{t.byStratumNote}</p>
          <Heat
            title={t.byCriterion}
            heads={heads(criteria)}
            sequences={sequences}
            cellsOf={({ criteria: cells }): (Ratio | null)[] => cells}
          />
        </section>
      )}
    </>
  )
}

interface Head {
  code: string
  name: string
  note: string
}

function Heat({
  title,
  heads,
  sequences,
  cellsOf,
}: {
  title: string
  heads: Head[]
  sequences: [string, Row[]][]
  cellsOf: (row: Row) => Cell[]
}) {
  const t = useTexts()
  return (
    <>
      <p class="help only-narrow">{t.scroll}</p>
      <div class="table-frame" role="group" aria-label={title} tabIndex={0}>
        <table class="table heat-table">
          <caption class="hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t.unit}</th>
              {heads.map(({ code, name, note }) => (
                <th key={code} scope="col">
                  {name}
                  <span class="note">{note}</span>
                </th>
              ))}
            </tr>
          </thead>
          {sequences.map(([name, rows]) => (
            <tbody key={name}>
              <tr class="sequence-row">
                <th scope="rowgroup" colSpan={heads.length + 1}>
                  <span>{name}</span>
                </th>
              </tr>
              {rows.map((row) => (
                <tr key={row.unit.code}>
                  <th scope="row">{row.unit.name}</th>
                  {cellsOf(row).map((cell, index) => (
                    <HeatCell key={index} cell={cell} />
                  ))}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </>
  )
}

function HeatCell({ cell }: { cell: Cell }) {
  const t = useTexts()
  if (cell === null)
    return (
      <td class="heat heat-hidden">
        <Hidden />
      </td>
    )
  if (cell.percent === null)
    return (
      <td class="heat">
        <span aria-hidden="true">—</span>
        <span class="hidden">{t.missing}</span>
      </td>
    )
  const step = stepOf(cell.percent)
  return (
    <td class={`heat heat-${step + 1}`}>
      {figure(cell.percent)}
      <span class="heat-mark" aria-hidden="true">
        {t.marks[step]}
      </span>
    </td>
  )
}

function Legend({ hidden }: { hidden: boolean }) {
  const t = useTexts()
  return (
    <ul class="heat-legend" aria-label={t.legend}>
      {t.steps.map((words, step) => (
        <li key={words}>
          <span class={`swatch heat-${step + 1}`} aria-hidden="true">
            <span class="heat-mark">{t.marks[step]}</span>
          </span>
          {words}
        </li>
      ))}
      {hidden && (
        <li>
          <span class="swatch heat-hidden" aria-hidden="true" />
          {t.hidden}
        </li>
      )}
      <li>
        <span class="sign">—</span> {t.missing}
      </li>
    </ul>
  )
}

import { figure, range, sorted } from './file'
import { Hidden } from './Hidden'
import { Changed, Flags, Rank, Ratio, useFlags } from './parts'
import { useTexts } from './settings'
import { columnsOf, type UnitsProps } from './UnitTable'
import { AxisHead, Whisker } from './Whisker'

/** The table of units on a phone: one unit under the other, each with the same figures. */
export function UnitCards({ sequences, sort, axis, mean }: UnitsProps) {
  const t = useTexts()
  const flags = useFlags()
  const columns = columnsOf(sequences.flatMap(([, rows]) => rows))
  return (
    <>
      {sequences.length > 1 && (
        <nav class="jump off-paper" aria-label={t.sequences}>
          {sequences.map(([name], position) => (
            <a key={name} href={`#sequence-${position}`}>
              {name}
            </a>
          ))}
        </nav>
      )}
      {sequences.map(([name, rows], position) => (
        <section key={name} class="sequence-cards" id={`sequence-${position}`}>
          <h3>
            {name} <span class="help">{t.ofSequence(t.count(rows.length))}</span>
          </h3>
          <AxisHead axis={axis} mean={mean} />
          <ul>
            {sorted(rows, sort).map((row) => (
              <li key={row.unit.code} class="unit-card">
                <h4>{row.unit.name}</h4>
                {row.rate !== null && <Whisker axis={axis} mean={mean} rate={row.rate} />}
                <dl>
                  <Figure
                    name={t.plain}
                    main={row.plain === null ? <Hidden /> : `${figure(row.plain.percent)}%`}
                    more={row.plain === null ? null : <Ratio row={row} />}
                  />
                  <Figure
                    name={t.weighted}
                    main={row.rate === null ? <Hidden /> : `${figure(row.rate.value)}%`}
                    more={row.rate === null ? null : `${t.interval} ${range(row.rate)}`}
                  />
                  {columns.scored && (
                    <Figure
                      name={t.score}
                      main={row.score === null ? <Hidden /> : figure(row.score.value)}
                      more={row.score === null ? null : range(row.score)}
                    />
                  )}
                  <Figure name={t.n} main={row.n === null ? <Hidden /> : t.count(row.n)} />
                  {columns.ranked && <Figure name={t.rank} main={<Rank row={row} />} />}
                  {columns.changed && <Figure name={t.change} main={<Changed row={row} />} />}
                </dl>
                {flags(row).length > 0 && (
                  <p class="help">
                    <Flags row={row} />
                  </p>
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

function Figure({
  name,
  main,
  more = null,
}: {
  name: string
  main: preact.ComponentChildren
  more?: preact.ComponentChildren
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{main}</b>
        {more !== null && <span class="more">{more}</span>}
      </dd>
    </div>
  )
}

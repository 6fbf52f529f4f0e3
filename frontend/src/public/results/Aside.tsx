import { figure, type PublicFile } from './file'
import { satisfiedWords } from './HowTo'
import { useTexts } from './settings'

/** How it was computed, and who took part. */
export function Aside({ file }: { file: PublicFile }) {
  const t = useTexts()
  const { publication } = file.method
  return (
    <>
      <section>
        <h2>{t.rules}</h2>
        <ul class="rules">
          <li>{t.ruleSatisfied(satisfiedWords(file, ' + '))}</li>
          <li>{t.ruleWeights}</li>
          <li>{t.ruleRounding(publication.decimals, publication.rounding === 'half_even')}</li>
          <li>{t.ruleTwo}</li>
        </ul>
      </section>
      <Participation file={file} />
    </>
  )
}

function Participation({ file }: { file: PublicFile }) {
  const t = useTexts()
  const { overall, turnout, method } = file
  const issued = (sheets: number) => (sheets === 0 ? '—' : t.count(sheets))
  return (
    <section>
      <h2>{t.who}</h2>
      <div class="table-frame" role="group" aria-label={t.who} tabIndex={0}>
        <table class="table who-table">
          <caption class="hidden">{t.who}</caption>
          <thead>
            <tr>
              <th scope="col">{t.stratum}</th>
              <th scope="col" class="right">
                {t.issued}
              </th>
              <th scope="col" class="right">
                {t.valid}
              </th>
              <th scope="col" class="right">
                {t.rate}
              </th>
              <th scope="col" class="right">
                {t.weight}
              </th>
            </tr>
          </thead>
          <tbody>
            {method.strata.map(({ code, name, weight }, position) => {
              const row = turnout[position]
              return (
                <tr key={code}>
                  <th scope="row">
                    {name}
                    {row?.over && <span class="note">{t.over}</span>}
                  </th>
                  <td class="right">{row && issued(row.issued)}</td>
                  <td class="right">{row && t.count(row.valid)}</td>
                  <td class="right">{figure(row?.rate)}</td>
                  <td class="right">{weight}</td>
                </tr>
              )
            })}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t.total}</th>
              <td class="right">{issued(overall.issued)}</td>
              <td class="right">{t.count(overall.valid)}</td>
              <td class="right">{figure(overall.turnout)}</td>
              <td />
            </tr>
          </tfoot>
        </table>
      </div>
      {overall.issued_together > 0 && <p class="help">{t.together(t.count(overall.issued_together))}</p>}
    </section>
  )
}

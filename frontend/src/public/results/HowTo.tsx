import { figure, sequencesOf, type PublicFile } from './file'
import { useTexts } from './settings'

export const satisfiedWords = (file: PublicFile, join: string): string =>
  file.method.scale
    .filter(({ satisfied }) => satisfied)
    .map(({ label }) => label)
    .join(join)

/** 怎样看这些数: what the figures mean, by those of the first unit that has all of them. */
export function HowTo({ file }: { file: PublicFile }) {
  const t = useTexts()
  const rows = sequencesOf(file).flatMap(([, found]) => found)
  const example = rows.find(
    ({ plain, rate }) => (plain?.numerator ?? null) !== null && (rate?.lower ?? null) !== null,
  )
  const rate = example?.rate
  const { numerator = null, denominator = null, percent = null } = example?.plain ?? {}
  return (
    <section class="how-to">
      <h2>{t.how}</h2>
      {example !== undefined && rate && numerator !== null && denominator !== null && (
        <>
          <p>
            {t.howPlain(
              example.unit.name,
              satisfiedWords(file, t.join),
              t.count(numerator),
              t.count(denominator),
              figure(percent),
            )}
          </p>
          <p>{t.howWeighted(example.unit.name, figure(rate.value))}</p>
          <p>{t.howInterval(example.unit.name, figure(rate.lower), figure(rate.upper))}</p>
        </>
      )}
      <p>{t.howSmall}</p>
      <p>{t.howSequence}</p>
    </section>
  )
}

import type { Form, Rejection } from './api'
import { tally } from './ballot'
import { submissionOf, type Draft } from './draft'
import { Heading, Notice } from './Parts'
import { useTexts } from './settings'
import { UnitButtons } from './UnitList'

interface ReviewProps {
  form: Form
  draft: Draft
  rejection: Rejection | null
  onGo: (unit: number) => void
  onBack: () => void
  onSubmit: () => void
}

/** What will be submitted, what was left out, and the one final step. */
export function Review({ form, draft, rejection, onGo, onBack, onSubmit }: ReviewProps) {
  const t = useTexts()
  const { answered, partial, skipped, comments } = tally(draft, form)
  const nothing = skipped.length === form.units.length && comments === 0
  const figures: [string, number, string][] = [
    [t.reviewAnswered, answered.length, t.unitsUnit],
    [t.reviewPartial, partial.length, t.unitsUnit],
    [t.reviewSkipped, skipped.length, t.unitsUnit],
    [t.reviewComments, comments, t.commentsUnit],
  ]

  return (
    <main class="narrow with-actions">
      <Heading>{t.reviewTitle}</Heading>
      {rejection && <RejectionNotice form={form} draft={draft} rejection={rejection} />}
      <dl class="figures">
        {figures
          .filter(([name, count]) => count > 0 || name === t.reviewAnswered || name === t.reviewSkipped)
          .map(([name, count, unit]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <b>{count}</b> {unit}
              </dd>
            </div>
          ))}
      </dl>
      {partial.length > 0 && (
        <section>
          <h2>{t.reviewPartialTitle}</h2>
          <UnitButtons form={form} draft={draft} units={partial} mend onGo={onGo} />
        </section>
      )}
      {skipped.length > 0 && (
        <section>
          <h2>{t.reviewSkippedTitle}</h2>
          <p class="help">{t.reviewMend}</p>
          <UnitButtons form={form} draft={draft} units={skipped} mend onGo={onGo} />
        </section>
      )}
      {answered.length > 0 && (
        <details>
          <summary>{t.reviewAll}</summary>
          <UnitButtons form={form} draft={draft} units={form.units.map((_, unit) => unit)} onGo={onGo} />
        </details>
      )}
      <div class="actions">
        <p class={nothing ? 'help' : 'final'}>{nothing ? t.reviewNothing : t.final}</p>
        <div class="buttons">
          <button type="button" class="button" onClick={onBack}>
            {t.reviewBack}
          </button>
          {!nothing && (
            <button type="button" class="button primary grow" onClick={onSubmit}>
              {t.submit}
            </button>
          )}
        </div>
      </div>
    </main>
  )
}

/** The server's own words, each with the unit whose comment it is about. */
function RejectionNotice({ form, draft, rejection }: { form: Form; draft: Draft; rejection: Rejection }) {
  const t = useTexts()
  const { comments } = submissionOf(draft)
  const lines = rejection.errors.map(({ pointer, message }) => {
    const comment = /\/comments\/(\d+)\//.exec(pointer)
    const unit = comment ? comments[Number(comment[1])]?.unit : undefined
    const name = unit === undefined ? undefined : form.units[unit]?.name
    return name === undefined ? message : `${name}: ${message}`
  })
  return (
    <Notice>
      <p>{t.rejected}</p>
      {(lines.length > 0 ? lines : [rejection.message]).filter(Boolean).map((line) => (
        <p key={line}>{line}</p>
      ))}
    </Notice>
  )
}

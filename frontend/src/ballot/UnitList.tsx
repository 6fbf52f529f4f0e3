import type { Form } from './api'
import { answersOf, bySequence, commentOf, stateOf } from './ballot'
import type { Draft } from './draft'
import { Heading, Tick } from './Parts'
import { useTexts } from './settings'

interface UnitListProps {
  form: Form
  draft: Draft
  onGo: (unit: number) => void
  onBack: () => void
}

/** 单位名单: every unit with how far it is answered; a tap leads to its card. */
export function UnitList({ form, draft, onGo, onBack }: UnitListProps) {
  const t = useTexts()
  return (
    <main class="narrow with-actions">
      <Heading>{t.list}</Heading>
      {bySequence(form).map(({ sequence, units }) => (
        <section key={units[0]}>
          <h2>{sequence || t.noSequence}</h2>
          <UnitButtons form={form} draft={draft} units={units} onGo={onGo} />
        </section>
      ))}
      <div class="actions">
        <button type="button" class="button wide" onClick={onBack}>
          {t.listBack}
        </button>
      </div>
    </main>
  )
}

interface UnitButtonsProps {
  form: Form
  draft: Draft
  units: number[]
  /** Invites to fill them in. */
  mend?: boolean
  onGo: (unit: number) => void
}

export function UnitButtons({ form, draft, units, mend = false, onGo }: UnitButtonsProps) {
  const t = useTexts()
  return (
    <ul class="units">
      {units.map((unit) => (
        <li key={unit}>
          <button type="button" onClick={() => onGo(unit)}>
            <span>
              {unit + 1}. {form.units[unit]?.name}
            </span>
            <span class="answer">
              <UnitAnswer form={form} draft={draft} unit={unit} />
              {mend && <span class="mend">{t.mend}</span>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** The answer itself where there is one criterion, else how many of them are answered. */
function UnitAnswer({ form, draft, unit }: { form: Form; draft: Draft; unit: number }) {
  const t = useTexts()
  const answers = answersOf(draft, form, unit)
  const given = answers.filter((answer) => answer !== 0)
  const state = stateOf(draft, form, unit)
  const label = form.options.find((option) => option.number === answers[0])?.label
  return (
    <>
      {state === 'answered' && <Tick />}
      {state === 'skipped'
        ? t.state.skipped
        : answers.length === 1
          ? label
          : t.partialOf(given.length, answers.length)}
      {commentOf(draft, unit).trim() !== '' && ` · ${t.commentWritten}`}
    </>
  )
}

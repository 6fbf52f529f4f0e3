import { useState } from 'preact/hooks'
import { Heading } from '../ballot/Parts'
import type { StepProps } from './Appear'
import type { Form } from './api'
import { missingOn, TEXT_MAX, WISH_MAX, type Draft } from './draft'
import { Check, Fault, RadioCard, Story } from './Fields'
import { useTexts } from './settings'
import { UnitChoice } from './UnitChoice'

/** Step 2: which unit, what kind of matter, and what happened. */
export function What({
  draft,
  form,
  onEdit,
  onBack,
  onNext,
}: StepProps & { form: Form; onBack: () => void; onNext: () => void }) {
  const t = useTexts()
  const [asked, setAsked] = useState(false)
  const missing = missingOn(2, draft)
  const fault = (field: 'unit' | 'category' | 'text') =>
    asked && missing.includes(field) ? t.missing[field] : undefined
  const tooLong = Array.from(draft.text).length > TEXT_MAX || Array.from(draft.wish).length > WISH_MAX

  function next(): void {
    setAsked(true)
    const first = missing[0]
    if (first === undefined && !tooLong) onNext()
    else document.getElementById(first === undefined ? 'text' : (FIRST_CONTROL[first] ?? first))?.focus()
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        next()
      }}
    >
      <Heading>{t.whatTitle}</Heading>
      <UnitChoice
        units={form.units}
        unit={draft.unit}
        fault={fault('unit')}
        onChoose={(unit) => onEdit({ unit })}
      />
      {draft.unit !== null && draft.unit !== '' && (
        <>
          <Check
            id="about-head"
            label={t.aboutHead}
            checked={draft.aboutHead}
            onChange={(aboutHead) => onEdit({ aboutHead })}
          />
          {draft.aboutHead && <p class="help">{t.aboutHeadText}</p>}
        </>
      )}
      <h2 id="category-title" tabIndex={-1}>
        {t.category}
      </h2>
      <p class="help">{t.categoryHelp}</p>
      <div role="radiogroup" aria-labelledby="category-title" aria-describedby="category-fault">
        {form.groups.map((group) => (
          <div key={group.name}>
            <h3>{group.name}</h3>
            <div class="choice cards">
              {group.categories.map(({ code, name, hint }) => (
                <RadioCard
                  key={code}
                  name="category"
                  value={code}
                  checked={draft.category === code}
                  title={name}
                  text={hint}
                  onChoose={() => onEdit({ category: code })}
                />
              ))}
            </div>
          </div>
        ))}
      </div>
      <Fault id="category">{fault('category')}</Fault>
      {draft.mode === 'anonymous' && <p class="caution">{t.anonymousWarning}</p>}
      <Story
        id="text"
        label={t.story}
        help={t.storyHelp}
        rows={8}
        max={TEXT_MAX}
        value={draft.text}
        fault={fault('text')}
        onChange={(text) => onEdit({ text })}
      />
      <p class="help">{t.filesLater}</p>
      <Story
        id="wish"
        label={t.wish}
        optional
        rows={3}
        max={WISH_MAX}
        value={draft.wish}
        onChange={(wish) => onEdit({ wish })}
      />
      <div class="buttons forth">
        <button type="button" class="button" onClick={onBack}>
          {t.previous}
        </button>
        <button type="submit" class="button primary grow">
          {t.next}
        </button>
      </div>
    </form>
  )
}

const FIRST_CONTROL: Partial<Record<keyof Draft, string>> = {
  unit: 'unit-search',
  category: 'category-title',
}

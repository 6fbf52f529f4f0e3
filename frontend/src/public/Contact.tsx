import { useState } from 'preact/hooks'
import { Heading } from '../ballot/Parts'
import type { StepProps } from './Appear'
import type { Form } from './api'
import { missingOn } from './draft'
import { TextField } from './Fields'
import { useTexts } from './settings'

/** Step 3: how to be reached, the PIN, and a last look at everything. */
export function Contact({
  draft,
  form,
  onEdit,
  onStep,
  onSubmit,
}: StepProps & { form: Form; onStep: (step: number) => void; onSubmit: () => void }) {
  const t = useTexts()
  const [asked, setAsked] = useState(false)
  const named = draft.mode !== 'anonymous'
  const missing = missingOn(3, draft)
  const fault = (field: 'name' | 'phone' | 'pin') =>
    asked && missing.includes(field) ? t.missing[field] : undefined

  function submit(): void {
    setAsked(true)
    const first = missing[0]
    if (first === undefined) onSubmit()
    else document.getElementById(first)?.focus()
  }

  const unit = form.units.find(({ id }) => id === draft.unit)
  const category = form.groups
    .flatMap((group) => group.categories)
    .find(({ code }) => code === draft.category)
  const facts: [name: string, value: string, step: number][] = [
    [t.appearTitle, t.mode[draft.mode], 1],
    [t.unit, unit?.name ?? t.unitUnknown, 2],
    [t.category, category?.name ?? '', 2],
    [t.story, draft.text, 2],
  ]

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Heading>{named ? t.contactTitle.named : t.contactTitle.anonymous}</Heading>
      {named && (
        <>
          <TextField
            id="name"
            label={t.name}
            value={draft.name}
            fault={fault('name')}
            input={{ autocomplete: 'name', maxLength: 60 }}
            onChange={(name) => onEdit({ name })}
          />
          <TextField
            id="phone"
            label={t.phone}
            help={t.phoneHelp}
            value={draft.phone}
            fault={fault('phone')}
            input={{ type: 'tel', autocomplete: 'tel', maxLength: 30 }}
            onChange={(phone) => onEdit({ phone })}
          />
        </>
      )}
      <TextField
        id="pin"
        label={t.pin}
        optional
        help={t.pinHelp}
        value={draft.pin}
        fault={fault('pin')}
        input={{ inputMode: 'numeric', maxLength: 6 }}
        onChange={(pin) => onEdit({ pin: pin.normalize('NFKC').replace(/\D/g, '') })}
      />
      <h2>{t.summary}</h2>
      <dl class="facts summary">
        {facts.map(([name, value, step]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="prose">{value}</dd>
            <dd class="mend">
              <button
                type="button"
                class="plain"
                aria-label={`${t.change}: ${name}`}
                onClick={() => onStep(step)}
              >
                {t.change}
              </button>
            </dd>
          </div>
        ))}
      </dl>
      <p class="help">{t.truthful}</p>
      <div class="buttons forth">
        <button type="button" class="button" onClick={() => onStep(2)}>
          {t.previous}
        </button>
        <button type="submit" class="button primary grow">
          {t.submit}
        </button>
      </div>
    </form>
  )
}

import { useState } from 'preact/hooks'
import type { Form } from './api'
import { Fault, RadioCard } from './Fields'
import { useTexts } from './settings'

const SHOWN = 6

/** One unit found by a part of its name, or "not known". Null: nothing chosen yet; an empty id: not known. */
export function UnitChoice({
  units,
  unit,
  fault,
  onChoose,
}: {
  units: Form['units']
  unit: string | null
  fault: string | undefined
  onChoose: (unit: string | null) => void
}) {
  const t = useTexts()
  const [typed, setTyped] = useState('')
  const picked = units.find(({ id }) => id === unit)
  const wanted = typed.trim().toLowerCase()
  const found = wanted === '' ? [] : units.filter(({ name }) => name.toLowerCase().includes(wanted))

  return (
    <div role="group" aria-labelledby="unit-title">
      <h2 id="unit-title">{t.unit}</h2>
      {picked !== undefined ? (
        <p class="picked">
          <span>
            <span class="help">{t.unitPicked}</span> <b>{picked.name}</b>
          </span>
          <button type="button" class="small" onClick={() => onChoose(null)}>
            {t.unitChange}
          </button>
        </p>
      ) : (
        <>
          <div class="field">
            <label for="unit-search">{t.unitSearch}</label>
            <input
              id="unit-search"
              type="search"
              value={typed}
              autocomplete="off"
              aria-invalid={fault !== undefined}
              aria-describedby="unit-fault unit-found"
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </div>
          <div class="choice cards" role="radiogroup" aria-labelledby="unit-title">
            {found.slice(0, SHOWN).map(({ id, name, sequence }) => (
              <RadioCard
                key={id}
                name="unit"
                value={id}
                checked={false}
                title={name}
                text={sequence}
                onChoose={() => onChoose(id)}
              />
            ))}
            <RadioCard
              name="unit"
              value=""
              checked={unit === ''}
              title={t.unitUnknown}
              onChoose={() => onChoose('')}
            />
          </div>
          <p id="unit-found" class="help" role="status">
            {wanted !== '' && found.length === 0 && t.unitNone}
            {found.length > SHOWN && t.unitMore(found.length - SHOWN)}
          </p>
        </>
      )}
      <Fault id="unit">{fault}</Fault>
    </div>
  )
}

import type { InputHTMLAttributes } from 'preact'
import { Tick } from '../ballot/Parts'
import { useTexts } from './settings'

interface FieldProps {
  id: string
  label: string
  help?: string
  optional?: boolean
  /** What is wrong, in words. */
  fault?: string | undefined
}

function Label({ id, label, help, optional = false }: FieldProps) {
  const t = useTexts()
  return (
    <>
      <label for={id}>
        {label}
        {optional && <span class="help">{t.optional}</span>}
      </label>
      {help !== undefined && (
        <p id={`${id}-help`} class="help">
          {help}
        </p>
      )}
    </>
  )
}

export function Fault({ id, children }: { id: string; children: string | undefined }) {
  return (
    <p id={`${id}-fault`} class="fault" role="alert">
      {children ?? ''}
    </p>
  )
}

/** The attributes that tie a control to its help and its fault. */
const described = ({ id, help, fault }: FieldProps) => ({
  id,
  'aria-invalid': fault !== undefined,
  'aria-describedby': [help === undefined ? '' : `${id}-help`, `${id}-fault`].join(' ').trim(),
})

export function TextField({
  value,
  onChange,
  input = {},
  ...field
}: FieldProps & {
  value: string
  onChange: (value: string) => void
  input?: InputHTMLAttributes
}) {
  return (
    <div class="field">
      <Label {...field} />
      <input
        type="text"
        autocomplete="off"
        {...input}
        {...described(field)}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <Fault id={field.id}>{field.fault}</Fault>
    </div>
  )
}

/** A text of several lines that says how much may still be written. */
export function Story({
  value,
  max,
  rows = 4,
  onChange,
  ...field
}: FieldProps & { value: string; max: number; rows?: number; onChange: (value: string) => void }) {
  const t = useTexts()
  const left = max - Array.from(value).length
  return (
    <div class="field">
      <Label {...field} />
      <textarea
        {...described(field)}
        rows={rows}
        value={value}
        autocomplete="off"
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <p class={left < 0 ? 'fault' : 'help'}>{t.left(left)}</p>
      <Fault id={field.id}>{field.fault}</Fault>
    </div>
  )
}

/** One option of a radio group: the whole card can be pressed. */
export function RadioCard({
  name,
  value,
  checked,
  title,
  text,
  onChoose,
}: {
  name: string
  value: string
  checked: boolean
  title: string
  text?: string
  onChoose: () => void
}) {
  return (
    <label class="option">
      <input type="radio" name={name} value={value} checked={checked} onChange={onChoose} />
      <span class="face">
        <span class="mark">
          <Tick />
        </span>
        <span class="words">{title}</span>
        {text !== undefined && text !== '' && <span class="more">{text}</span>}
      </span>
    </label>
  )
}

/** A box to tick. */
export function Check({
  id,
  checked,
  label,
  fault,
  onChange,
}: {
  id: string
  checked: boolean
  label: string
  fault?: string | undefined
  onChange: (checked: boolean) => void
}) {
  return (
    <>
      <div class="check">
        <input
          {...described({ id, label, fault })}
          type="checkbox"
          checked={checked}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <label for={id}>{label}</label>
      </div>
      <Fault id={id}>{fault}</Fault>
    </>
  )
}

import type { ReactNode } from 'react'
import './page.css'
import './tabs.css'

interface Props<Value extends string> {
  label: string
  /** `tabs` stand in a line, `segments` are one divided button. */
  look: 'tabs' | 'segments'
  value: Value
  options: readonly { value: Value; text: ReactNode }[]
  onChange: (value: Value) => void
}

/** One of several views or filters, as radio buttons. */
export function RadioTabs<Value extends string>({ label, look, value, options, onChange }: Props<Value>) {
  return (
    <fieldset className={look === 'tabs' ? 'py-tabs py-sequences' : 'py-segments'}>
      <legend className="py-hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={look === 'tabs' ? 'py-tab' : 'py-segment'}>
          <input
            type="radio"
            name={label}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.text}
        </label>
      ))}
    </fieldset>
  )
}

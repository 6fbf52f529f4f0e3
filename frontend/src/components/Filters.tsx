import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  label: string
  value: string
  onSearch: (value: string) => void
}

/** Words to look for; asked on Enter or by the button. */
export function SearchBox({ label, value, onSearch }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState({ text: value, for: value })
  const text = typed.for === value ? typed.text : value
  return (
    <form
      className="py-search"
      onSubmit={(event) => {
        event.preventDefault()
        onSearch(text.trim())
      }}
    >
      <Input
        aria-label={label}
        placeholder={label}
        value={text}
        maxLength={60}
        allowClear
        onChange={(event) => setTyped({ text: event.target.value, for: value })}
        onClear={() => onSearch('')}
      />
      <Button htmlType="submit">{t('action.search')}</Button>
    </form>
  )
}

interface ChoiceProps<Value extends string> {
  label: string
  value: Value
  options: readonly { value: Value; text: string }[]
  onChange: (value: Value) => void
}

/** A filter with few values. */
export function FilterChoice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <label className="py-filter">
      <span>{label}</span>
      <select
        className="py-select"
        value={value}
        onChange={(event) => {
          const option = options.find((one) => one.value === event.target.value)
          if (option) onChange(option.value)
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  )
}

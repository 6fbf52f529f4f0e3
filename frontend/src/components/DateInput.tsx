import { Input } from 'antd'

interface Props {
  id?: string
  value?: string | null
  onChange?: (value: string | null) => void
  disabled?: boolean
}

/** A day (`YYYY-MM-DD` or null), by the browser's own field: it is reachable by keyboard and reads aloud well. */
export function DateInput({ value, onChange, ...rest }: Props) {
  return (
    <Input
      {...rest}
      type="date"
      min="1900-01-01"
      max="2999-12-31"
      value={value ?? ''}
      onChange={(event) => onChange?.(event.target.value === '' ? null : event.target.value)}
    />
  )
}

import { Input } from 'antd'

interface Props {
  id?: string
  value?: string | null
  onChange?: (value: string | null) => void
}

const LOCAL = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** An instant (RFC 3339 or null), shown and typed as a local time, by the browser's own field. */
export function TimeInput({ value, onChange, ...rest }: Props) {
  return (
    <Input
      {...rest}
      type="datetime-local"
      step={1}
      min="1900-01-01T00:00"
      max="2199-12-30T23:59"
      value={value ? LOCAL.format(new Date(value)).replace(' ', 'T') : ''}
      onChange={(event) => onChange?.(instantOf(event.target.value))}
    />
  )
}

/** `2026-03-02T10:00` as it is typed -> an instant of the local zone, which has no summer time. */
function instantOf(typed: string): string | null {
  if (typed === '') return null
  return `${typed.length === 16 ? `${typed}:00` : typed}+08:00`
}

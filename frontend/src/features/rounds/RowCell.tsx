import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** A column of rows that are edited: a field of the row, or something shown beside its fields. */
export interface RowColumn<Row> {
  key: string
  title: string
  /** As in grid-template-columns. A `long` text has a line of its own below the others. */
  width: string
  kind: 'text' | 'number' | 'long' | 'check' | 'shown'
  align?: 'right' | 'center'
  maxLength?: number
  /** Values to choose from while typing. */
  suggestions?: readonly string[]
  /** For `shown`. */
  show?: (row: Row, index: number) => ReactNode
  /** Over the whole width on narrow pages. */
  whole?: boolean
}

interface Props<Row> {
  column: RowColumn<Row>
  row: Row
  index: number
  /** The id of the text that says what is wrong with the field. */
  problemId: string | undefined
  onChange: (value: string | boolean) => void
}

export function RowCell<Row extends object>({ column, row, index, problemId, onChange }: Props<Row>) {
  const { t } = useTranslation('rounds')
  const id = useId()
  const { key, title, kind, align, maxLength, suggestions, show, whole = false } = column
  const value: unknown = (row as Record<string, unknown>)[key]
  const text = typeof value === 'string' ? value : ''
  const field = {
    'aria-label': t('setup.cell', { column: title, row: index + 1 }),
    'aria-invalid': problemId !== undefined,
    ...(problemId === undefined ? {} : { 'aria-describedby': problemId }),
  }
  return (
    <div
      className={['py-cell', `py-cell-${kind}`, align && `py-${align}`, whole && 'py-cell-whole']
        .filter(Boolean)
        .join(' ')}
    >
      <span className="py-cell-label" aria-hidden="true">
        {title}
      </span>
      {kind === 'shown' && show?.(row, index)}
      {kind === 'check' && (
        <span className="py-check">
          <input
            type="checkbox"
            {...field}
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
          />
        </span>
      )}
      {kind === 'long' && (
        <textarea
          {...field}
          className="py-input"
          rows={2}
          value={text}
          placeholder={title}
          maxLength={maxLength}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {(kind === 'text' || kind === 'number') && (
        <input
          {...field}
          className="py-input"
          value={text}
          maxLength={maxLength}
          autoComplete="off"
          spellCheck={false}
          {...(kind === 'number' ? { inputMode: 'decimal' as const } : {})}
          {...(suggestions ? { list: `${id}-list` } : {})}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {suggestions && (
        <datalist id={`${id}-list`}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </div>
  )
}

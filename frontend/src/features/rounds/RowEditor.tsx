import { Button } from 'antd'
import { type CSSProperties, type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { RowCell, type RowColumn } from './RowCell'
import { type Keyed, moved } from './rows'
import './rows.css'
import type { Section } from './useSection'

interface Props<Row extends Keyed> {
  /** What the rows are, for screen readers. */
  label: string
  /** The name of the list in the section's body, as problems point to it. */
  list: string
  columns: readonly RowColumn<Row>[]
  section: Section<Row[]>
  problems: ReadonlyMap<number, ReadonlyMap<string, string>>
  /** An empty row; rows cannot be added without it. */
  empty?: (rows: readonly Row[]) => Row
  /** Whether a row is moved by changing its number, too; for long lists. */
  jump?: boolean
  /** Fewest rows. */
  least?: number
}

/** Rows that are edited, moved, added and removed. On narrow pages each row is a small form. */
export function RowEditor<Row extends Keyed>(props: Props<Row>) {
  const { label, list, columns, section, problems, empty, jump = false, least = 0 } = props
  const { t } = useTranslation('rounds')
  const id = useId()
  const rows = section.value
  const columnsStyle = {
    '--py-row-columns': [
      jump ? '56px' : '32px',
      ...columns.filter(({ kind }) => kind !== 'long').map(({ width }) => width),
      'max-content',
    ].join(' '),
  } as CSSProperties
  const move = (from: number, to: number) => section.change((now) => moved(now, from, to))
  return (
    <div className="py-rows" style={columnsStyle}>
      <div className="py-row py-rows-head" aria-hidden="true">
        <span>{t('setup.position')}</span>
        {columns
          .filter(({ kind }) => kind !== 'long')
          .map(({ key, title, align }) => (
            <span key={key} className={align === undefined ? undefined : `py-${align}`}>
              {title}
            </span>
          ))}
        <span className="py-row-tools py-row-tools-head" />
      </div>
      <ol aria-label={label}>
        {rows.map((row, index) => {
          const wrong = problems.get(index)
          return (
            <li key={row.key} className={wrong ? 'py-row py-row-wrong' : 'py-row'}>
              {jump ? (
                <Position
                  key={index}
                  index={index}
                  label={t('setup.cell', { column: t('setup.position'), row: index + 1 })}
                  onMove={(to) => move(index, to)}
                />
              ) : (
                <span className="py-row-number">{index + 1}</span>
              )}
              {columns.map((column) => (
                <RowCell
                  key={column.key}
                  column={column}
                  row={row}
                  index={index}
                  problemId={wrong?.has(column.key) ? `${id}-${index}-${column.key}` : undefined}
                  onChange={(value) =>
                    section.change(
                      (now) =>
                        now.map((one) => (one.key === row.key ? { ...one, [column.key]: value } : one)),
                      `/${list}/${index}/${column.key}`,
                    )
                  }
                />
              ))}
              <div className="py-row-tools">
                <Tool
                  action={t('setup.up')}
                  row={index}
                  disabled={index === 0}
                  path="M8 13V3M4 7l4-4 4 4"
                  onUse={() => move(index, index - 1)}
                />
                <Tool
                  action={t('setup.down')}
                  row={index}
                  disabled={index === rows.length - 1}
                  path="M8 3v10M4 9l4 4 4-4"
                  onUse={() => move(index, index + 1)}
                />
                <Tool
                  action={t('setup.remove')}
                  row={index}
                  disabled={rows.length <= least}
                  path="m4 4 8 8M12 4l-8 8"
                  onUse={() => section.change((now) => now.filter((one) => one.key !== row.key))}
                />
              </div>
              {columns
                .filter(({ key }) => wrong?.has(key))
                .map(({ key, title }) => (
                  <p key={key} id={`${id}-${index}-${key}`} className="py-field-error py-row-problem">
                    <strong>{title}</strong> {wrong?.get(key)}
                  </p>
                ))}
            </li>
          )
        })}
      </ol>
      {empty && (
        <Button size="small" onClick={() => section.change((now) => [...now, empty(now)])}>
          {t('setup.add')}
        </Button>
      )}
    </div>
  )
}

interface ToolProps {
  action: string
  row: number
  disabled: boolean
  path: string
  onUse: () => void
}

function Tool({ action, row, disabled, path, onUse }: ToolProps): ReactNode {
  const { t } = useTranslation('rounds')
  const name = t('setup.rowAction', { action, row: row + 1 })
  return (
    <button
      type="button"
      className="py-tool"
      aria-label={name}
      title={action}
      disabled={disabled}
      onClick={onUse}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" />
      </svg>
    </button>
  )
}

/** The place of a row as a number; another number moves the row there. */
function Position({ index, label, onMove }: { index: number; label: string; onMove: (to: number) => void }) {
  const leave = (text: string) => {
    const place = Math.round(Number(text))
    if (place >= 1 && place - 1 !== index) onMove(place - 1)
  }
  return (
    <input
      className="py-input py-row-position"
      aria-label={label}
      defaultValue={index + 1}
      inputMode="numeric"
      onBlur={(event) => leave(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') leave(event.currentTarget.value)
      }}
    />
  )
}

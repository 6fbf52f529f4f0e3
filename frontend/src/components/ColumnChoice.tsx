import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Disclosure } from './Disclosure'

interface Choosable {
  key: string
  title: string
  heading?: boolean
  optional?: boolean
}

export interface Choice {
  shown: ReadonlySet<string>
  toggle: (key: string) => void
}

/** Which columns of a table are shown; remembered in this browser under the table's name. */
export function useColumnChoice(name: string, columns: Choosable[]): Choice {
  const store = `pingyi.columns.${name}`
  const [changed, setChanged] = useState<Record<string, boolean>>(() => read(store))
  const isShown = (column: Choosable) =>
    column.heading === true || (changed[column.key] ?? column.optional !== true)
  return {
    shown: new Set(columns.filter(isShown).map((column) => column.key)),
    toggle: (key) => {
      const column = columns.find((one) => one.key === key)
      if (!column) return
      const next = { ...changed, [key]: !isShown(column) }
      localStorage.setItem(store, JSON.stringify(next))
      setChanged(next)
    },
  }
}

function read(store: string): Record<string, boolean> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(store) ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, boolean>) : {}
  } catch {
    return {}
  }
}

export function ColumnChoice({ columns, choice }: { columns: Choosable[]; choice: Choice }) {
  const { t } = useTranslation()
  return (
    <Disclosure label={t('list.columns')}>
      {() => (
        <fieldset className="py-choices">
          <legend className="py-caption">{t('list.columnsHint')}</legend>
          {columns.map((column) => (
            <label key={column.key}>
              <input
                type="checkbox"
                checked={choice.shown.has(column.key)}
                disabled={column.heading}
                onChange={() => choice.toggle(column.key)}
              />
              {column.title}
            </label>
          ))}
        </fieldset>
      )}
    </Disclosure>
  )
}

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { useRoundContext } from '@/features/rounds/context'
import type { AnswerImport, Mapping } from './api'
import { type Cell, cellsOf, type Meaning, meaningOf, type Role, rolesOf, withMeaning } from './mapping'

const SAMPLE_ROWS = 4
/** The server keeps a sample of as many columns; further ones keep the meaning that it has found. */
const SHOWN_COLUMNS = 300

interface Props {
  file: AnswerImport
  mapping: Mapping
  /** The server's problems, by field. */
  at: ReadonlyMap<string, string>
  onChange: (mapping: Mapping) => void
}

/** The beginning of the file, a row for each of its columns, with what the column means. */
export function ColumnTable({ file, mapping, at, onChange }: Props) {
  const { t } = useTranslation('collection')
  const { config } = useRoundContext()
  const cells = mapping.layout === 'wide' ? cellsOf(config) : []
  const roles = rolesOf(mapping.layout, config.criteria.length).possible
  const titles = file.columns.slice(0, SHOWN_COLUMNS)
  const sample = file.sample.slice(0, SAMPLE_ROWS)
  return (
    <>
      <TableFrame caption={t('import.map.columns')}>
        <thead>
          <tr>
            <th scope="col">{t('import.map.column')}</th>
            <th scope="col">{t('import.map.meaning')}</th>
            {sample.map((_, index) => (
              <th key={index} scope="col">
                {t('import.map.sample', { row: index + 1 })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {titles.map((title, column) => {
            const problem = at.get(`unit_columns ${title}`)
            return (
              <tr key={title}>
                <th scope="row">{title}</th>
                <td>
                  <MeaningSelect
                    label={t('import.map.meaningOf', { title })}
                    value={meaningOf(mapping, title)}
                    roles={roles}
                    cells={cells}
                    onChange={(meaning) => onChange(withMeaning(mapping, title, meaning))}
                  />
                  {problem !== undefined && (
                    <p role="alert" className="py-field-error">
                      {problem}
                    </p>
                  )}
                </td>
                {sample.map((row, index) => (
                  <td key={index} className="py-minor">
                    {row[column]}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </TableFrame>
      {file.columns.length > SHOWN_COLUMNS && (
        <p className="py-caption">
          {t('import.map.more', { shown: SHOWN_COLUMNS, all: file.columns.length })}
        </p>
      )}
    </>
  )
}

interface SelectProps {
  label: string
  value: Meaning
  roles: readonly Role[]
  cells: readonly Cell[]
  onChange: (meaning: Meaning) => void
}

/** Holds only the chosen answer cell until it is used: 258 columns of 258 choices each would be slow. */
function MeaningSelect({ label, value, roles, cells, onChange }: SelectProps) {
  const { t } = useTranslation('collection')
  const [used, setUsed] = useState(false)
  const shown = used ? cells : cells.filter(({ code }) => value === `cell:${code}`)
  return (
    <select
      aria-label={label}
      className="py-select"
      value={value}
      onPointerDown={() => setUsed(true)}
      onFocus={() => setUsed(true)}
      onChange={(event) => onChange(event.target.value as Meaning)}
    >
      <option value="">{t('import.role.none')}</option>
      {roles.map((role) => (
        <option key={role} value={role}>
          {t(`import.role.${role}`)}
        </option>
      ))}
      {shown.map(({ code, label: text }) => (
        <option key={code} value={`cell:${code}`}>
          {text}
        </option>
      ))}
    </select>
  )
}

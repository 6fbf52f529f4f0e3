import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { Panel } from '@/components/PageHeader'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import type { ImportAction, ImportRow, UnitImport } from './api'

interface Props {
  preview: Pick<UnitImport, 'rows' | 'summary' | 'filename'>
  actions: ReactNode
  /** What a column is called, where it is none of the register of units. */
  fieldTitle?: (field: string) => string
}

const ACTIONS = ['error', 'create', 'update', 'unchanged'] as const
const LEVELS: Record<ImportAction, StatusLevel> = {
  error: 'watch',
  create: 'done',
  update: 'done',
  unchanged: 'none',
}

/** Row by row, what a file would change and what is wrong with it. */
export function ImportPreview({ preview, actions, fieldTitle }: Props) {
  const { t } = useTranslation('units')
  const [only, setOnly] = useState<ImportAction | null>(preview.summary.error > 0 ? 'error' : null)
  const rows = preview.rows.filter(({ action }) => only === null || action === only)
  const choices = [null, ...ACTIONS] as const
  return (
    <Panel title={t('import.preview')} note={preview.filename} actions={actions}>
      <fieldset className="py-tabs">
        <legend className="py-hidden">{t('import.show')}</legend>
        {choices.map((action) => {
          const count = action === null ? preview.rows.length : preview.summary[action]
          return (
            <label key={action ?? 'all'} className="py-tab">
              <input
                type="radio"
                name="import-action"
                checked={only === action}
                onChange={() => setOnly(action)}
              />
              {t(`import.action.${action ?? 'all'}`)} {count}
            </label>
          )
        })}
      </fieldset>
      <TableFrame caption={t('import.preview')}>
        <thead>
          <tr>
            <th scope="col" className="py-right">
              {t('import.row')}
            </th>
            <th scope="col">{t('import.actionHead')}</th>
            <th scope="col">{t('field.code')}</th>
            <th scope="col">{t('field.name')}</th>
            <th scope="col">{t('import.content')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <PreviewRow key={row.row} row={row} {...(fieldTitle ? { fieldTitle } : {})} />
          ))}
          {rows.length === 0 && (
            <tr>
              <td colSpan={5}>{t('import.noRows')}</td>
            </tr>
          )}
        </tbody>
      </TableFrame>
    </Panel>
  )
}

function PreviewRow({ row, fieldTitle }: Pick<Props, 'fieldTitle'> & { row: ImportRow }) {
  const { t } = useTranslation('units')
  const titleOf = fieldTitle ?? ofUnit
  return (
    <tr>
      <td className="py-right">{row.row}</td>
      <td>
        <StatusMark level={LEVELS[row.action]}>{t(`import.action.${row.action}`)}</StatusMark>
      </td>
      <td>{row.code || '—'}</td>
      <th scope="row">{row.name || '—'}</th>
      <td>
        <ul className="py-plain-list">
          {row.problems.map(({ column, message }) => (
            <li key={`${column} ${message}`} className="py-field-error">
              <strong>{column}</strong> {message}
            </li>
          ))}
          {row.changes.map(({ field, before, after }) => (
            <li key={field}>
              <span className="py-caption">{titleOf(field)}</span>{' '}
              {(before || row.action === 'update') && (
                <>
                  <del>{before || t('import.blank')}</del> →{' '}
                </>
              )}
              <ins>{after || t('import.blank')}</ins>
            </li>
          ))}
        </ul>
      </td>
    </tr>
  )

  function ofUnit(field: string): string {
    const name = FIELDS.find((one) => one === field)
    return name === undefined ? field : t(`field.${name}`)
  }
}

/** The columns of a file, by their names in the API. */
const FIELDS = [
  'code',
  'name',
  'short_name',
  'sequence',
  'parent_code',
  'duties',
  'responsible_post',
  'responsible_since',
  'contact_post',
  'contact_phone',
  'active_from',
  'active_to',
  'successor_code',
] as const

import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { formatDate } from '@/components/dates'
import { Panel } from '@/components/PageHeader'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import type { CheckAction, CheckRow, YearCheck } from './api'

const LEVELS: Record<CheckAction, StatusLevel> = {
  error: 'watch',
  create: 'done',
  update: 'done',
  unchanged: 'none',
}

/** Row by row, what a file would change in the year and what is wrong with it. */
export function CheckView({ check, actions }: { check: YearCheck; actions: ReactNode }) {
  const { t, i18n } = useTranslation('calendar')
  const { days_off: off, makeup_days: makeup, working_days: workingDays } = check
  return (
    <Panel title={t('import.preview')} note={check.filename} actions={actions}>
      <div className="py-stack">
        <p className="py-sentence">{t('import.summary', { off, makeup, workingDays })}</p>
        {check.problems.length > 0 && (
          <div className="py-problem" role="alert">
            <p className="py-problem-title">{t('import.lacking')}</p>
            <ul>
              {check.problems.map(({ message }) => (
                <li key={message}>{message}</li>
              ))}
            </ul>
          </div>
        )}
        {check.removed.length > 0 && (
          <p className="py-sentence">
            {t('import.removed', {
              days: check.removed.map(({ day }) => formatDate(day, i18n.language)).join(t('import.comma')),
            })}
          </p>
        )}
        <TableFrame caption={t('import.preview')}>
          <thead>
            <tr>
              <th scope="col" className="py-right">
                {t('import.row')}
              </th>
              <th scope="col">{t('import.actionHead')}</th>
              <th scope="col">{t('field.day')}</th>
              <th scope="col">{t('field.working')}</th>
              <th scope="col">{t('field.name')}</th>
              <th scope="col">{t('import.problems')}</th>
            </tr>
          </thead>
          <tbody>
            {check.rows.map((row) => (
              <Row key={row.row} row={row} />
            ))}
          </tbody>
        </TableFrame>
      </div>
    </Panel>
  )
}

function Row({ row }: { row: CheckRow }) {
  const { t, i18n } = useTranslation('calendar')
  return (
    <tr>
      <td className="py-right">{row.row}</td>
      <td>
        <StatusMark level={LEVELS[row.action]}>{t(`import.action.${row.action}`)}</StatusMark>
      </td>
      <th scope="row">{formatDate(row.day, i18n.language)}</th>
      <td>{row.working === null ? '—' : t(row.working ? 'kind.makeup' : 'kind.holiday')}</td>
      <td>{row.name || '—'}</td>
      <td>
        <ul className="py-plain-list">
          {row.problems.map(({ column, message }) => (
            <li key={`${column} ${message}`} className="py-field-error">
              <strong>{column}</strong> {message}
            </li>
          ))}
        </ul>
      </td>
    </tr>
  )
}

import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { useCount } from '@/features/results/figures'
import type { CodeCount } from './api'
import './collection.css'

interface Props {
  rows: readonly CodeCount[]
  /** While codes can be issued: how many of a stratum, and what else can be done with it. */
  issue?: { count: (row: CodeCount) => ReactNode; action: (row: CodeCount) => ReactNode }
}

/** Of what is shown; nothing when a small stratum of an open round is withheld. */
const sum = (numbers: (number | null)[]) =>
  numbers.reduce<number | null>((all, one) => (all === null || one === null ? null : all + one), 0)

/** Codes by stratum, and in all. Before the round opens none can have been used. */
export function CodesTable({ rows, issue }: Props) {
  const { t } = useTranslation('collection')
  const number = useCount()
  const shown = (count: number | null) => (count === null ? t('progress.withheld') : number(count))
  const figures = issue ? (['planned', 'issued'] as const) : (['planned', 'issued', 'used'] as const)
  return (
    <div className="py-codes">
      <TableFrame caption={t('codes.title')}>
        <thead>
          <tr>
            <th scope="col">{t('stratum')}</th>
            {figures.map((name) => (
              <th key={name} scope="col" className="py-right">
                {t(`codes.${name}`)}
              </th>
            ))}
            {issue && (
              <>
                <th scope="col" className="py-right">
                  {t('codes.now')}
                </th>
                <th scope="col">{t('codes.lost')}</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.stratum_id}>
              <th scope="row">{row.name}</th>
              {figures.map((name) => (
                <td key={name} className="py-right">
                  {shown(row[name])}
                </td>
              ))}
              {issue && (
                <>
                  <td className="py-right">{issue.count(row)}</td>
                  <td>{issue.action(row)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('total')}</th>
            {figures.map((name) => (
              <td key={name} className="py-right">
                {shown(sum(rows.map((row) => row[name])))}
              </td>
            ))}
            {issue && <td colSpan={2} />}
          </tr>
        </tfoot>
      </TableFrame>
    </div>
  )
}

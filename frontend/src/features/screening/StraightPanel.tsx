import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { Panel } from '@/components/PageHeader'
import { figure, useCount } from '@/features/results/figures'
import type { Screening } from './api'

/** How many sheets of each stratum give one answer throughout, whether that was flagged or not. */
export function StraightPanel({ rows }: { rows: Screening['straight'] }) {
  const { t } = useTranslation('screening')
  const count = useCount()
  return (
    <Panel title={t('straight.title')} note={t('straight.note')}>
      <TableFrame caption={t('straight.title')}>
        <thead className="py-figures py-wrap-head">
          <tr>
            <th scope="col">{t('straight.stratum')}</th>
            <th scope="col" className="py-right">
              {t('straight.straight')}
            </th>
            <th scope="col" className="py-right">
              {t('straight.sheets')}
            </th>
            <th scope="col" className="py-right">
              {t('straight.share')}
            </th>
          </tr>
        </thead>
        <tbody className="py-figures">
          {rows.map((row) => (
            <tr key={row.stratum}>
              <th scope="row">{row.stratum}</th>
              <td className="py-right">{count(row.straight)}</td>
              <td className="py-right">{count(row.sheets)}</td>
              <td className="py-right">{figure(row.share)}</td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </Panel>
  )
}

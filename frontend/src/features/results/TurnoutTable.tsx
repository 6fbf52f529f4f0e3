import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { StatusMark } from '@/components/StatusMark'
import type { Results } from './api'
import { figure, useCount } from './figures'
import './results.css'

type Turnout = Results['turnout'][number]

/** How many sheets came back, by stratum. Bars begin at 0 and end at 100 %. */
export function TurnoutTable({ rows, caption }: { rows: readonly Turnout[]; caption: string }) {
  const { t } = useTranslation('results')
  const count = useCount()
  return (
    <TableFrame caption={caption}>
      <thead className="py-figures py-wrap-head">
        <tr>
          <th scope="col">{t('round.stratum')}</th>
          <th scope="col" className="py-right">
            {t('label.share')}
            <span className="py-head-note">{t('label.percent')}</span>
          </th>
          <th scope="col" className="py-right">
            {t('round.issued')}
          </th>
          <th scope="col" className="py-right">
            {t('round.web')}
          </th>
          <th scope="col" className="py-right">
            {t('round.paper')}
          </th>
          <th scope="col" className="py-right">
            {t('round.valid')}
          </th>
          <th scope="col" className="py-right">
            {t('round.rate')}
          </th>
          <td className="py-bar-column" />
        </tr>
      </thead>
      <tbody className="py-figures">
        {rows.map((row) => (
          <tr key={row.stratum_id}>
            <th scope="row">
              {row.name}
              {row.over && (
                <div>
                  <StatusMark level="watch">{t('round.moreBack')}</StatusMark>
                </div>
              )}
            </th>
            <td className="py-right py-minor">{row.share}</td>
            <td className="py-right">{count(row.issued)}</td>
            <td className="py-right">{count(row.web)}</td>
            <td className="py-right">{count(row.paper)}</td>
            <td className="py-right">{count(row.valid)}</td>
            <td className="py-right py-main-figure">{figure(row.rate)}</td>
            <td className="py-bar-column">
              <svg className="py-share-bar" aria-hidden="true">
                <rect className="py-share-frame" width="100%" height="10" />
                {row.rate !== null && <rect width={`${row.rate}%`} height="10" />}
              </svg>
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
}

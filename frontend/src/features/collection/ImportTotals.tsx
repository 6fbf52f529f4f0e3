import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { useCount } from '@/features/results/figures'
import { useRoundContext } from '@/features/rounds/context'
import type { Totals } from './api'

/** How much a file holds, exactly as the server has counted it; how people rated is not shown. */
export function ImportTotals({ totals }: { totals: Totals }) {
  const { t } = useTranslation('collection')
  const { config } = useRoundContext()
  const number = useCount()
  const figures = ['rows', 'sheets', 'ratings', 'blanks', 'blank_sheets'] as const
  const missing = totals.units_without_answers.map(
    (code) => config.roll.find((unit) => unit.code === code)?.name ?? code,
  )
  return (
    <>
      <dl className="py-totals">
        {figures.map((name) => (
          <div key={name}>
            <dt>{t(`totals.${name}`)}</dt>
            <dd>{number(totals[name])}</dd>
          </div>
        ))}
      </dl>
      <TableFrame caption={t('totals.caption')}>
        <thead>
          <tr>
            <th scope="col">{t('stratum')}</th>
            <th scope="col" className="py-right">
              {t('totals.sheets')}
            </th>
          </tr>
        </thead>
        <tbody>
          {totals.strata.map((row) => (
            <tr key={row.stratum_id}>
              <th scope="row">{row.name}</th>
              <td className="py-right">{number(row.sheets)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('total')}</th>
            <td className="py-right">{number(totals.sheets)}</td>
          </tr>
        </tfoot>
      </TableFrame>
      {missing.length > 0 && (
        <p className="py-warning">
          {t('totals.missing', { count: missing.length, names: missing.join(t('join')) })}
        </p>
      )}
    </>
  )
}

import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { useCount } from '@/features/results/figures'
import { useRoundContext } from '@/features/rounds/context'
import type { Totals } from './api'

/** What a file holds, exactly as the server has counted it. */
export function ImportTotals({ totals }: { totals: Totals }) {
  const { t } = useTranslation('collection')
  const { config } = useRoundContext()
  const number = useCount()
  const figures = ['rows', 'sheets', 'ratings', 'blanks', 'blank_sheets'] as const
  const missing = totals.units_without_answers.map(
    (code) => config.roll.find((unit) => unit.code === code)?.name ?? code,
  )
  const cells = (options: Totals['options']) =>
    config.options.map((option) => (
      <td key={option.number} className="py-right">
        {number(options[option.number] ?? 0)}
      </td>
    ))
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
            <th scope="col" className="py-right">
              {t('totals.ratings')}
            </th>
            {config.options.map((option) => (
              <th key={option.number} scope="col" className="py-right">
                {option.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {totals.strata.map((row) => (
            <tr key={row.stratum_id}>
              <th scope="row">{row.name}</th>
              <td className="py-right">{number(row.sheets)}</td>
              <td className="py-right">{number(row.ratings)}</td>
              {cells(row.options)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('total')}</th>
            <td className="py-right">{number(totals.sheets)}</td>
            <td className="py-right">{number(totals.ratings)}</td>
            {cells(totals.options)}
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

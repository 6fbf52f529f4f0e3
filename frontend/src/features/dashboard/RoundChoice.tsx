import { useTranslation } from 'react-i18next'
import { FilterChoice } from '@/components/Filters'
import type { Dashboard } from '@/features/results/api'
import { NO_COMPARISON, shownComparison, type DashboardState } from './choice'

/** Which round is shown, and beside which earlier one. */
export function RoundChoice({ data, list }: { data: Dashboard; list: DashboardState }) {
  const { t } = useTranslation('dashboard')
  const options = data.rounds.map(({ id, title }) => ({ value: id, text: title }))
  const current = data.round?.id ?? ''
  const earlier = options.slice(options.findIndex(({ value }) => value === current) + 1)
  const compared = shownComparison(data, list.values.compare_to)?.round
  // The office may have chosen a later round to compare with.
  const offered = [
    { value: NO_COMPARISON, text: t('compareNone') },
    ...(compared && !earlier.some(({ value }) => value === compared.id)
      ? [{ value: compared.id, text: compared.title }]
      : []),
    ...earlier,
  ]
  return (
    <>
      <FilterChoice
        label={t('round')}
        value={current}
        options={options}
        onChange={(value) => list.set({ round_id: value, compare_to: '' })}
      />
      <FilterChoice
        label={t('compare')}
        value={compared?.id ?? NO_COMPARISON}
        options={offered}
        onChange={(value) => list.set({ compare_to: value })}
      />
    </>
  )
}

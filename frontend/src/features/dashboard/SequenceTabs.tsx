import { useTranslation } from 'react-i18next'
import { RadioTabs } from '@/components/RadioTabs'
import type { Dashboard } from '@/features/results/api'
import type { DashboardState } from './choice'

/** All units, or those of one sequence. */
export function SequenceTabs({ data, list }: { data: Dashboard; list: DashboardState }) {
  const { t } = useTranslation('dashboard')
  const tab = (value: string, name: string, count: number) => ({
    value,
    text: (
      <>
        {name} <small>{count}</small>
      </>
    ),
  })
  return (
    <RadioTabs
      label={t('sequences')}
      look="tabs"
      value={list.values.sequence}
      options={[
        tab('', t('all'), data.units.length),
        ...data.sequences.map(({ name, count }) => tab(name, name, count)),
      ]}
      onChange={(sequence) => list.set({ sequence })}
    />
  )
}

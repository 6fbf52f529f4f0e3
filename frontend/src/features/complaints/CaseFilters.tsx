import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FilterChoice, SearchBox } from '@/components/Filters'
import type { ListState } from '@/components/useListState'
import { useNarrow } from '@/features/dashboard/useNarrow'
import { UnitSelect } from '@/features/units/UnitSelect'
import { useCategories } from './api'
import { CHANNELS, type Filters, SCOPES, STATES } from './filters'

/** The filters of the work list. */
export function CaseFilters({ list }: { list: ListState<Filters> }) {
  const { t } = useTranslation('complaints')
  const categories = useCategories().data?.items ?? []
  const { values, set } = list
  const more = [values.category, values.channel, values.unit].some((value) => value !== '')
  const scopes = { open: t('list.allOpen'), ended: t('list.allEnded'), all: t('list.all') }
  return (
    <>
      <SearchBox label={t('list.search')} value={values.q} onSearch={(q) => set({ q })} />
      <FilterChoice<Filters['state']>
        label={t('field.state')}
        value={values.state}
        options={[
          ...SCOPES.map((scope) => ({ value: scope, text: scopes[scope] })),
          ...STATES.map((state) => ({ value: state, text: t(`state.${state}`) })),
        ]}
        onChange={(state) => set({ state })}
      />
      <FilterChoice<Filters['overdue']>
        label={t('field.overdue')}
        value={values.overdue}
        options={[
          { value: '', text: t('list.any') },
          { value: 'true', text: t('list.late') },
        ]}
        onChange={(overdue) => set({ overdue })}
      />
      <FilterChoice<Filters['officer']>
        label={t('field.officer')}
        value={values.officer}
        options={[
          { value: '', text: t('list.anybody') },
          { value: 'mine', text: t('list.mine') },
          { value: 'none', text: t('list.unassigned') },
        ]}
        onChange={(officer) => set({ officer })}
      />
      <More open={more}>
        <FilterChoice
          label={t('field.category')}
          value={values.category}
          options={[
            { value: '', text: t('list.any') },
            ...categories.map(({ code, name }) => ({ value: code, text: name })),
          ]}
          onChange={(category) => set({ category })}
        />
        <FilterChoice<Filters['channel']>
          label={t('field.channel')}
          value={values.channel}
          options={[
            { value: '', text: t('list.any') },
            ...CHANNELS.map((channel) => ({ value: channel, text: t(`channel.${channel}`) })),
          ]}
          onChange={(channel) => set({ channel })}
        />
        <span className="py-case-unit">
          <UnitSelect
            label={t('list.anyUnit')}
            placeholder={t('list.anyUnit')}
            value={values.unit === '' ? null : values.unit}
            onChange={(unit) => set({ unit: unit ?? '' })}
          />
        </span>
      </More>
    </>
  )
}

/** Filters that a telephone shows on demand. */
function More({ open, children }: { open: boolean; children: ReactNode }) {
  const { t } = useTranslation('complaints')
  if (!useNarrow()) return children
  return (
    <details open={open} className="py-case-more">
      <summary>{t('list.more')}</summary>
      <div className="py-filters">{children}</div>
    </details>
  )
}

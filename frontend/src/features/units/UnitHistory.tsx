import { useTranslation } from 'react-i18next'
import { EmptyState } from '@/components/EmptyState'
import { Panel } from '@/components/PageHeader'
import type { Unit } from './api'

/** How people were satisfied with the unit, round by round. */
export function UnitHistory({ unit }: { unit: Unit }) {
  const { t } = useTranslation('units')
  return (
    <Panel title={t('history.title')}>
      <EmptyState title={t('history.none', { name: unit.name })} hint={t('history.hint')} />
    </Panel>
  )
}

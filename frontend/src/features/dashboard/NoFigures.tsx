import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useCan } from '@/api/session'
import { TableFrame } from '@/components/DataTable'
import { EmptyState } from '@/components/EmptyState'
import type { Dashboard, DashboardUnit } from '@/features/results/api'
import { Headline } from '@/features/results/Summary'
import { SortHead } from '@/features/results/SortHead'
import { chosenUnits, type DashboardState, sortOf } from './choice'
import { ComplaintCells, ComplaintHeads, ComplaintsHeadline } from './Complaints'
import { SequenceTabs } from './SequenceTabs'
import { Status } from './Status'

/** Before the first tallied round: what to do first, for those who can do it. */
export function NothingYet({ units }: { units: readonly DashboardUnit[] }) {
  const { t } = useTranslation('dashboard')
  const can = useCan()
  const writes = can('round.write')
  const nextStep =
    units.length === 0 && can('unit.write') ? (
      <Link to="/units">{t('empty.toUnits')}</Link>
    ) : writes ? (
      <Link to="/rounds/new">{t('empty.toNewRound')}</Link>
    ) : (
      can('round.read') && <Link to="/rounds">{t('empty.toRounds')}</Link>
    )
  const title = units.length === 0 ? t('empty.noUnits') : t('empty.noRounds')
  const hint = !writes
    ? t('empty.wait')
    : units.length === 0
      ? t('empty.noUnitsHint')
      : t('empty.noRoundsHint', { count: units.length })
  return (
    <div className="py-panel">
      <EmptyState title={title} hint={hint} actions={nextStep} />
    </div>
  )
}

/** For readers who may not see figures yet: the units alone, and why. */
export function HiddenFigures({ data, list }: { data: Dashboard; list: DashboardState }) {
  const { t } = useTranslation('dashboard')
  if (data.units.length === 0) return <NothingYet units={[]} />
  const { sort } = list.values
  const units = chosenUnits(data.units, { ...list.values, attention: '' })
  const sorting = { sort: sortOf(sort), onSort: (value: string) => list.set({ sort: value }) }
  return (
    <>
      {data.complaints !== null && (
        <section className="py-panel py-panel-flush" aria-label={t('complaints.title')}>
          <dl className="py-headlines">
            <ComplaintsHeadline complaints={data.complaints} />
            <Headline
              label={t('attention')}
              value={String(data.attention_count)}
              unit={t('unitsUnit')}
              note={t('attentionNote', { count: data.units.length })}
            />
          </dl>
        </section>
      )}
      <div className="py-panel py-panel-flush">
        <p className="py-read">{t('hidden.why')}</p>
        <SequenceTabs data={data} list={list} />
        <TableFrame caption={t('hidden.title')}>
          <thead className="py-figures">
            <tr>
              <SortHead name="unit" title={t('table.unit')} {...sorting} down={false} align="left" />
              <th scope="col">{t('sequences')}</th>
              {data.complaints !== null && (
                <>
                  <ComplaintHeads {...sorting} />
                  <SortHead name="attention" title={t('table.attention')} {...sorting} align="left" />
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {units.map((unit) => (
              <tr key={unit.unit_id}>
                <th scope="row">
                  <Link to={`/units/${unit.code}`}>{unit.name}</Link>
                </th>
                <td>{unit.sequence}</td>
                {data.complaints !== null && (
                  <>
                    <ComplaintCells complaints={unit.complaints} />
                    <td>
                      <Status status={unit.status} />
                    </td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </TableFrame>
      </div>
    </>
  )
}

import { useTranslation } from 'react-i18next'
import { type Column, DataTable } from '@/components/DataTable'
import { formatDateTime } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { FilterChoice } from '@/components/Filters'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import { useListState } from '@/components/useListState'
import { type Grant, type GrantState, useGrants } from './api'
import { GrantSteps } from './GrantSteps'

const STATES = ['pending', 'confirmed', 'refused', 'withdrawn', 'expired'] as const satisfies GrantState[]
const LEVELS: Record<GrantState, StatusLevel> = {
  pending: 'watch',
  confirmed: 'done',
  refused: 'none',
  withdrawn: 'none',
  expired: 'none',
}
interface Filters extends Record<string, string> {
  state: GrantState | ''
  sort: 'proposed_at' | '-proposed_at'
}
const DEFAULTS: Filters = { state: '', sort: '-proposed_at' }

/** The grants of roles that need two people, the newest first. */
export function Grants() {
  const { t, i18n } = useTranslation(['rights', 'common'])
  const list = useListState(DEFAULTS)
  const grants = useGrants(list.query)
  const time = (at: string) => formatDateTime(at, i18n.language)
  const columns: Column<Grant>[] = [
    { key: 'user', title: t('grants.user'), heading: true, render: ({ user }) => user.display_name },
    { key: 'role', title: t('grants.role'), render: ({ role }) => t(`common:role.${role}`) },
    {
      key: 'state',
      title: t('grants.state'),
      render: ({ state, expires_at, has_come }) => (
        <>
          <StatusMark level={LEVELS[state]}>{t(`state.${state}`)}</StatusMark>
          {state === 'pending' && (
            <div className="py-caption">{t('grants.until', { until: time(expires_at) })}</div>
          )}
          {state === 'pending' && !has_come && <div className="py-caption">{t('grants.notCome')}</div>}
        </>
      ),
    },
    {
      key: 'proposed',
      title: t('grants.proposed'),
      sort: 'proposed_at',
      render: (grant) => (
        <>
          {grant.proposed_by?.display_name ?? t('grants.command')}
          <div className="py-caption">{time(grant.proposed_at)}</div>
        </>
      ),
    },
    {
      key: 'decided',
      title: t('grants.decided'),
      render: (grant) =>
        grant.decided_at === null ? (
          '—'
        ) : (
          <>
            {grant.decided_by?.display_name ??
              t(grant.state === 'expired' ? 'grants.system' : 'grants.command')}
            <div className="py-caption">{time(grant.decided_at)}</div>
            {grant.note}
          </>
        ),
    },
    {
      key: 'steps',
      title: t('grants.steps'),
      render: (grant) => (grant.state === 'pending' ? <GrantSteps grant={grant} /> : null),
    },
  ]
  return (
    <section className="py-rights-grants" aria-label={t('grants.title')}>
      <div className="py-panel-head">
        <h2>{t('grants.title')}</h2>
        <span className="py-facts">{t('grants.note')}</span>
      </div>
      <DataTable
        name="grants"
        caption={t('grants.title')}
        columns={columns}
        rowKey={(grant) => grant.id}
        query={grants}
        list={list}
        filters={
          <FilterChoice
            label={t('grants.state')}
            value={list.values.state}
            options={[
              { value: '', text: t('grants.all') },
              ...STATES.map((state) => ({ value: state, text: t(`state.${state}`) })),
            ]}
            onChange={(state) => list.set({ state })}
          />
        }
        empty={<EmptyState title={t('grants.empty')} hint={t('grants.emptyHint')} />}
      />
    </section>
  )
}

import { Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useCan } from '@/api/session'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { type Column, DataTable } from '@/components/DataTable'
import { formatDate } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { FilterChoice } from '@/components/Filters'
import { useNotice } from '@/components/Notices'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import { useListState } from '@/components/useListState'
import { useCount } from '@/features/results/figures'
import { useRoundContext } from '@/features/rounds/context'
import { type Batch, type BatchSort, type BatchState, useBatches, voidBatch } from './api'

type Filters = { state: BatchState | ''; sort: BatchSort }

const DEFAULTS: Filters = { state: '', sort: '-number' }
const STATES = ['loaded', 'loading', 'void'] as const
const LEVELS: Record<BatchState, StatusLevel> = { loaded: 'done', loading: 'none', void: 'none' }

/** Deliveries of sheets from paper and files. A batch counts as a whole or not at all. */
export function Batches() {
  const { t, i18n } = useTranslation('collection')
  const { round } = useRoundContext()
  const can = useCan()
  const number = useCount()
  const list = useListState(DEFAULTS)
  const batches = useBatches(round.id, list.query)
  const imports = can('import.write') && round.state === 'open'
  const columns: Column<Batch>[] = [
    {
      key: 'number',
      title: t('batch.number'),
      sort: 'number',
      heading: true,
      render: (batch) => <span className="py-nowrap">{t('batch.name', { number: batch.number })}</span>,
    },
    { key: 'label', title: t('batch.label'), render: (batch) => batch.label },
    { key: 'origin', title: t('batch.origin'), render: (batch) => t(`origin.${batch.origin}`) },
    {
      key: 'strata',
      title: t('stratum'),
      render: (batch) =>
        batch.strata.length === 1 ? batch.strata[0]?.name : t('batch.strata', { count: batch.strata.length }),
    },
    {
      key: 'issued',
      title: t('batch.issued'),
      align: 'right',
      render: (batch) => (batch.issued === null ? '—' : number(batch.issued)),
    },
    {
      key: 'returned',
      title: t('batch.returned'),
      align: 'right',
      render: (batch) => number(batch.returned),
    },
    { key: 'valid', title: t('batch.valid'), align: 'right', render: (batch) => number(batch.valid) },
    { key: 'invalid', title: t('batch.invalid'), align: 'right', render: (batch) => number(batch.invalid) },
    { key: 'state', title: t('batch.state.label'), render: (batch) => <State batch={batch} /> },
    {
      key: 'created_at',
      title: t('batch.created'),
      optional: true,
      render: (batch) => formatDate(batch.created_at, i18n.language),
    },
    ...(imports
      ? [
          {
            key: 'void',
            title: t('batch.void.head'),
            render: (batch: Batch) => batch.state === 'loaded' && <Void batch={batch} />,
          },
        ]
      : []),
  ]
  return (
    <section className="py-section" aria-labelledby="batches">
      <h2 id="batches">{t('batch.title')}</h2>
      <DataTable
        name="batches"
        caption={t('batch.title')}
        columns={columns}
        rowKey={(batch) => batch.id}
        query={batches}
        list={list}
        filters={
          <FilterChoice
            label={t('batch.state.label')}
            value={list.values.state}
            options={[
              { value: '', text: t('all') },
              ...STATES.map((state) => ({ value: state, text: t(`batch.state.${state}`) })),
            ]}
            onChange={(state) => list.set({ state })}
          />
        }
        actions={() => can('import.write') && <Link to="../keying">{t('import.title')}</Link>}
        empty={
          <EmptyState
            title={t('batch.empty.title')}
            hint={t(imports ? 'batch.empty.hint' : 'batch.empty.none')}
            actions={imports && <Link to="../keying">{t('import.title')}</Link>}
          />
        }
      />
    </section>
  )
}

function State({ batch }: { batch: Batch }) {
  const { t } = useTranslation('collection')
  return (
    <ul className="py-plain-list">
      <li>
        <StatusMark level={LEVELS[batch.state]}>{t(`batch.state.${batch.state}`)}</StatusMark>
      </li>
      {batch.overreturned && batch.state !== 'void' && (
        <li>
          <StatusMark level="watch">{t('batch.overreturned')}</StatusMark>
        </li>
      )}
      {batch.void_reason !== null && <li className="py-minor">{batch.void_reason}</li>}
    </ul>
  )
}

function Void({ batch }: { batch: Batch }) {
  const { t } = useTranslation('collection')
  const { refetch } = useRoundContext()
  const notice = useNotice()
  const number = useCount()
  const field = useId()
  const [reason, setReason] = useState('')
  const name = t('batch.name', { number: batch.number })
  return (
    <ConfirmSentence
      action={t('batch.void.action')}
      size="small"
      sentence={t('batch.void.sentence', { name, count: batch.valid, text: number(batch.valid) })}
      ready={reason.trim().length >= 2}
      onConfirm={async () => {
        await voidBatch(batch.id, reason.trim())
        await refetch()
        notice(t('batch.void.done', { name }))
      }}
    >
      <div className="py-stack">
        <label htmlFor={field}>{t('batch.void.reason')}</label>
        <Input
          id={field}
          value={reason}
          maxLength={500}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
    </ConfirmSentence>
  )
}

import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useCan } from '@/api/session'
import { type Column, DataTable } from '@/components/DataTable'
import { DateInput } from '@/components/DateInput'
import { formatDateTime } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { FilterChoice, SearchBox } from '@/components/Filters'
import { PageHeader } from '@/components/PageHeader'
import { useListState } from '@/components/useListState'
import { type ServiceRecord, useRecords } from './api'
import { Clock } from './marks'
import { RecordDrawer } from './RecordDrawer'
import { useSourceName } from './sources'
import { UnitFilter } from './UnitFilter'

interface Filters extends Record<string, string> {
  q: string
  unit: string
  state: '' | ServiceRecord['state']
  late: '' | 'true' | 'false'
  received_from: string
  received_to: string
  sort: 'due' | '-due' | 'received_at' | '-received_at'
}

const DEFAULTS: Filters = {
  q: '',
  unit: '',
  state: '',
  late: '',
  received_from: '',
  received_to: '',
  sort: '-received_at',
}
const STATES = ['open', 'finished', 'withdrawn'] as const
const LATE = ['true', 'false'] as const

/** 办件: what came in, and where each stands with its dates. */
export default function RecordListPage() {
  const { t, i18n } = useTranslation('oversight')
  const navigate = useNavigate()
  const writes = useCan()('service_record.write')
  const list = useListState(DEFAULTS)
  const { late, ...query } = list.query
  const records = useRecords({ ...query, ...(late ? { late: late === 'true' } : {}) })
  const sourceName = useSourceName()
  const [creating, setCreating] = useState(false)
  const columns: Column<ServiceRecord>[] = [
    {
      key: 'number',
      title: t('record.number'),
      heading: true,
      render: (record) => <Link to={`/oversight/records/${record.id}`}>{record.external_id}</Link>,
    },
    { key: 'clock', title: t('record.clock'), sort: 'due', render: (record) => <Clock record={record} /> },
    { key: 'state', title: t('records.state.label'), render: (record) => t(`records.state.${record.state}`) },
    { key: 'unit', title: t('record.unit'), render: (record) => record.unit_name },
    { key: 'matter', title: t('record.matter'), render: (record) => record.matter_name },
    {
      key: 'received',
      title: t('record.received_at'),
      sort: 'received_at',
      render: (record) => formatDateTime(record.received_at, i18n.language),
    },
    {
      key: 'finished',
      title: t('record.finished_at'),
      render: (record) => formatDateTime(record.finished_at, i18n.language),
    },
    {
      key: 'source',
      title: t('record.source'),
      optional: true,
      render: (record) => sourceName(record.source),
    },
  ]
  return (
    <>
      <PageHeader
        title={t('records.title')}
        actions={
          writes && (
            <Button type="primary" onClick={() => setCreating(true)}>
              {t('records.create')}
            </Button>
          )
        }
      />
      <DataTable
        name="service-records"
        caption={t('records.title')}
        columns={columns}
        rowKey={(record) => record.id}
        query={records}
        list={list}
        filters={
          <>
            <SearchBox label={t('records.q')} value={list.values.q} onSearch={(q) => list.set({ q })} />
            <UnitFilter value={list.values.unit} onChange={(unit) => list.set({ unit })} />
            <FilterChoice<Filters['state']>
              label={t('records.state.label')}
              value={list.values.state}
              options={[
                { value: '', text: t('any') },
                ...STATES.map((state) => ({ value: state, text: t(`records.state.${state}`) })),
              ]}
              onChange={(state) => list.set({ state })}
            />
            <FilterChoice<Filters['late']>
              label={t('records.late.label')}
              value={list.values.late}
              options={[
                { value: '', text: t('any') },
                ...LATE.map((value) => ({ value, text: t(`records.late.${value}`) })),
              ]}
              onChange={(value) => list.set({ late: value })}
            />
            <label className="py-filter">
              <span>{t('records.received')}</span>
              <DateInput
                value={list.values.received_from}
                onChange={(day) => list.set({ received_from: day ?? '' })}
              />
            </label>
            <label className="py-filter">
              <span>{t('to')}</span>
              <DateInput
                value={list.values.received_to}
                onChange={(day) => list.set({ received_to: day ?? '' })}
              />
            </label>
          </>
        }
        empty={<EmptyState title={t('records.empty')} hint={t('records.emptyHint')} />}
      />
      {creating && (
        <RecordDrawer
          record={null}
          onClose={() => setCreating(false)}
          onSaved={(record) => void navigate(`/oversight/records/${record.id}`)}
        />
      )}
    </>
  )
}

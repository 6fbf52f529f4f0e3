import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { type Column, DataTable } from '@/components/DataTable'
import { formatDateTime } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { ExportButton } from '@/components/ExportButton'
import { PageHeader } from '@/components/PageHeader'
import { useListState } from '@/components/useListState'
import { type RecordEvent, type RecordFilters, useEvents } from './api'
import { EventDrawer } from './EventDrawer'
import { FilterForm } from './FilterForm'
import './record.css'
import { VerificationPanel } from './VerificationPanel'
import { useRecordWords } from './words'

const DEFAULTS: RecordFilters = {
  seq: '',
  actor: '',
  action: '',
  object_type: '',
  object_id: '',
  first_day: '',
  last_day: '',
}

/** The audit record for auditors: found by filters, followed object by object, verified and exported. */
export default function RecordPage() {
  const { t, i18n } = useTranslation(['audit', 'common'])
  const can = useCan()
  const words = useRecordWords()
  const list = useListState(DEFAULTS)
  const events = useEvents(list.query)
  const [open, setOpen] = useState<RecordEvent | null>(null)
  const show = (filters: Partial<RecordFilters>) => {
    setOpen(null)
    list.set({ ...DEFAULTS, ...filters })
  }
  const columns: Column<RecordEvent>[] = [
    {
      key: 'seq',
      title: t('record.field.seq'),
      heading: true,
      render: (event) => (
        <button
          type="button"
          className="py-link"
          aria-label={t('record.open', { seq: event.seq })}
          onClick={() => setOpen(event)}
        >
          {event.seq}
        </button>
      ),
    },
    { key: 'at', title: t('record.field.at'), render: ({ at }) => formatDateTime(at, i18n.language) },
    { key: 'actor', title: t('record.field.actor'), render: (event) => words.actor(event) },
    {
      key: 'action',
      title: t('record.field.action'),
      render: ({ action }) => (
        <>
          {words.action(action)}
          <div className="py-caption py-record-code">{action}</div>
        </>
      ),
    },
    {
      key: 'object',
      title: t('record.field.object'),
      render: (event) => (
        <>
          {words.objectType(event.object_type)}
          {event.object_id !== null && <div className="py-caption py-record-code">{event.object_id}</div>}
        </>
      ),
    },
    {
      key: 'hash',
      title: t('record.field.hash'),
      optional: true,
      render: ({ hash }) => <span className="py-record-code">{hash.slice(0, 16)}</span>,
    },
  ]
  return (
    <>
      <PageHeader
        title={t('record.title')}
        crumbs={[{ text: t('common:nav.system'), to: '/system/users' }]}
      />
      {can('audit.verify') && <VerificationPanel onSeq={(seq) => show({ seq: String(seq) })} />}
      <DataTable
        name="record"
        caption={t('record.title')}
        columns={columns}
        rowKey={(event) => String(event.seq)}
        query={events}
        list={list}
        filters={
          <FilterForm
            key={JSON.stringify(list.values)}
            values={list.values}
            filtered={list.filtered}
            onSearch={list.set}
            onClear={list.clear}
          />
        }
        actions={() =>
          can('audit.export') && (
            <ExportButton path="/audit/events/export" query={set(list.values)} formats={['csv', 'jsonl']} />
          )
        }
        empty={<EmptyState title={t('record.empty')} hint={t('record.emptyHint')} />}
      />
      {open && <EventDrawer event={open} onShow={show} onClose={() => setOpen(null)} />}
    </>
  )
}

const set = (values: RecordFilters) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))

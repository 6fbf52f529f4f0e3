import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useCan } from '@/api/session'
import { type Column, DataTable } from '@/components/DataTable'
import { formatDate } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { ExportButton } from '@/components/ExportButton'
import { FilterChoice, SearchBox } from '@/components/Filters'
import { PageHeader } from '@/components/PageHeader'
import { StatusMark } from '@/components/StatusMark'
import { useListState } from '@/components/useListState'
import { type Unit, type UnitFilters, useSequences, useUnits } from './api'
import { SequenceDrawer } from './SequenceDrawer'
import { UnitDrawer } from './UnitDrawer'
import { isClosed, unitPath } from './unit'

const DEFAULTS: UnitFilters = { q: '', sequence: '', status: 'active', sort: 'sequence' }
const STATUSES = ['active', 'closed', 'all'] as const

export default function UnitListPage() {
  const { t, i18n } = useTranslation('units')
  const navigate = useNavigate()
  const writes = useCan()('unit.write')
  const list = useListState(DEFAULTS)
  const units = useUnits(list.query)
  const sequences = useSequences()
  const [open, setOpen] = useState<'unit' | 'sequences' | null>(null)
  const columns: Column<Unit>[] = [
    {
      key: 'name',
      title: t('field.name'),
      sort: 'name',
      heading: true,
      render: (unit) => <Link to={unitPath(unit)}>{unit.name}</Link>,
    },
    { key: 'code', title: t('field.code'), sort: 'code', render: (unit) => unit.code },
    { key: 'sequence', title: t('field.sequence'), sort: 'sequence', render: (unit) => unit.sequence_name },
    { key: 'duties', title: t('field.duties'), render: (unit) => unit.duties || '—' },
    {
      key: 'responsible_post',
      title: t('field.responsible_post'),
      render: (unit) => unit.responsible_post || '—',
    },
    {
      key: 'contact_post',
      title: t('field.contact_post'),
      optional: true,
      render: (unit) => unit.contact_post || '—',
    },
    {
      key: 'contact_phone',
      title: t('field.contact_phone'),
      optional: true,
      render: (unit) => unit.contact_phone || '—',
    },
    {
      key: 'short_name',
      title: t('field.short_name'),
      optional: true,
      render: (unit) => unit.short_name || '—',
    },
    {
      key: 'active_from',
      title: t('field.active_from'),
      optional: true,
      render: (unit) => formatDate(unit.active_from, i18n.language),
    },
    {
      key: 'status',
      title: t('field.status'),
      render: (unit) =>
        isClosed(unit) ? (
          <StatusMark level="none">
            {t('closedOn', { day: formatDate(unit.active_to, i18n.language) })}
          </StatusMark>
        ) : (
          t('status.active')
        ),
    },
  ]
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          writes && (
            <>
              <Button onClick={() => setOpen('sequences')}>{t('sequences.title')}</Button>
              <Button onClick={() => void navigate('/units/import')}>{t('import.title')}</Button>
              <Button type="primary" onClick={() => setOpen('unit')}>
                {t('create')}
              </Button>
            </>
          )
        }
      />
      <DataTable
        name="units"
        caption={t('title')}
        columns={columns}
        rowKey={(unit) => unit.id}
        query={units}
        list={list}
        filters={
          <>
            <SearchBox label={t('filter.q')} value={list.values.q} onSearch={(q) => list.set({ q })} />
            <FilterChoice
              label={t('field.sequence')}
              value={list.values.sequence}
              options={[
                { value: '', text: t('filter.allSequences') },
                ...(sequences.data?.items ?? []).map(({ id, name }) => ({ value: id, text: name })),
              ]}
              onChange={(sequence) => list.set({ sequence })}
            />
            <FilterChoice
              label={t('field.status')}
              value={list.values.status}
              options={STATUSES.map((status) => ({ value: status, text: t(`status.${status}`) }))}
              onChange={(status) => list.set({ status })}
            />
          </>
        }
        actions={() => <ExportButton path="/units/export" query={list.values} />}
        empty={
          <EmptyState
            title={t('empty.title')}
            hint={writes ? t('empty.hint') : undefined}
            actions={writes && <Link to="/units/import">{t('import.title')}</Link>}
          />
        }
      />
      {open === 'unit' && (
        <UnitDrawer
          unit={null}
          onClose={() => setOpen(null)}
          onSaved={(unit) => void navigate(unitPath(unit))}
        />
      )}
      {open === 'sequences' && <SequenceDrawer onClose={() => setOpen(null)} />}
    </>
  )
}

import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useCan } from '@/api/session'
import { type Column, DataTable } from '@/components/DataTable'
import { EmptyState } from '@/components/EmptyState'
import { ExportButton } from '@/components/ExportButton'
import { FilterChoice, SearchBox } from '@/components/Filters'
import { PageHeader, Tag } from '@/components/PageHeader'
import { useListState } from '@/components/useListState'
import { type Matter, useMatters } from './api'
import { LimitText } from './LimitText'
import { MatterDrawer } from './MatterDrawer'
import { RulesDrawer } from './RulesDrawer'
import { UnitFilter } from './UnitFilter'
import './oversight.css'

interface Filters extends Record<string, string> {
  q: string
  unit: string
  status: 'active' | 'inactive' | 'all'
  in_centre: '' | 'true' | 'false'
  sort: 'unit' | '-unit' | 'code' | '-code' | 'name' | '-name'
}

const DEFAULTS: Filters = { q: '', unit: '', status: 'active', in_centre: '', sort: 'unit' }
const STATUSES = ['active', 'inactive', 'all'] as const

/** 办事事项: the power list of all units, or of the own one. */
export default function MatterListPage() {
  const { t } = useTranslation('oversight')
  const navigate = useNavigate()
  const writes = useCan()('service_matter.write')
  const list = useListState(DEFAULTS)
  const { in_centre: inside, ...query } = list.query
  const matters = useMatters({ ...query, ...(inside ? { in_centre: inside === 'true' } : {}) })
  const [open, setOpen] = useState<Matter | 'new' | 'rules' | null>(null)
  const columns: Column<Matter>[] = [
    {
      key: 'name',
      title: t('matter.name'),
      sort: 'name',
      heading: true,
      render: (matter) => (
        <span className="py-matter-name">
          <button type="button" className="py-link" onClick={() => setOpen(matter)}>
            {matter.name}
          </button>
          {matter.on_site && <Tag>{t('matters.onSite')}</Tag>}
          {matter.in_centre && <Tag>{t('matters.inCentre')}</Tag>}
          {matter.timeout_effect === 'deemed_approved' && <Tag>{t('matter.timeout_effect')}</Tag>}
          {!matter.active && <Tag>{t('matters.inactiveTag')}</Tag>}
        </span>
      ),
    },
    { key: 'code', title: t('matter.code'), sort: 'code', render: (matter) => matter.code },
    { key: 'unit', title: t('matter.unit_id'), sort: 'unit', render: (matter) => matter.unit_name },
    {
      key: 'limits',
      title: t('matter.limits'),
      render: (matter) => (
        <>
          <LimitText amount={matter.promised_limit} unit={matter.promised_time_unit} />
          {' / '}
          <LimitText amount={matter.legal_limit} unit={matter.legal_time_unit} />
        </>
      ),
    },
    {
      key: 'disclosed',
      title: t('matter.disclosures'),
      render: (matter) => t('matters.disclosed', { count: matter.disclosed }),
    },
  ]
  return (
    <>
      <PageHeader
        title={t('matters.title')}
        actions={
          writes && (
            <>
              <Button onClick={() => setOpen('rules')}>{t('matters.rules')}</Button>
              <Button onClick={() => void navigate('/oversight/matters/import')}>{t('import.title')}</Button>
              <Button type="primary" onClick={() => setOpen('new')}>
                {t('matters.create')}
              </Button>
            </>
          )
        }
      />
      <DataTable
        name="matters"
        caption={t('matters.title')}
        columns={columns}
        rowKey={(matter) => matter.id}
        query={matters}
        list={list}
        filters={
          <>
            <SearchBox label={t('matters.q')} value={list.values.q} onSearch={(q) => list.set({ q })} />
            <UnitFilter value={list.values.unit} onChange={(unit) => list.set({ unit })} />
            <FilterChoice<Filters['in_centre']>
              label={t('matters.centre.label')}
              value={list.values.in_centre}
              options={[
                { value: '', text: t('any') },
                { value: 'true', text: t('matters.centre.true') },
                { value: 'false', text: t('matters.centre.false') },
              ]}
              onChange={(value) => list.set({ in_centre: value })}
            />
            <FilterChoice
              label={t('matters.status.label')}
              value={list.values.status}
              options={STATUSES.map((status) => ({ value: status, text: t(`matters.status.${status}`) }))}
              onChange={(status) => list.set({ status })}
            />
          </>
        }
        actions={() => <ExportButton path="/service-matters/export" query={list.values} />}
        empty={
          <EmptyState
            title={t('matters.empty')}
            hint={writes ? t('matters.emptyHint') : t('matters.emptyOwn')}
            actions={writes && <Link to="/oversight/matters/import">{t('import.title')}</Link>}
          />
        }
      />
      {open === 'rules' && <RulesDrawer onClose={() => setOpen(null)} />}
      {open !== null && open !== 'rules' && (
        <MatterDrawer matter={open === 'new' ? null : open} writes={writes} onClose={() => setOpen(null)} />
      )}
    </>
  )
}

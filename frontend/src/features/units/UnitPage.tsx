import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { isStatus } from '@/api/errors'
import { useCan } from '@/api/session'
import { formatDate } from '@/components/dates'
import { PageHeader, Panel, Tag } from '@/components/PageHeader'
import { NotFound, PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { UnitComments } from '@/features/comments/UnitComments'
import { UnitOversight } from '@/features/oversight/UnitOversight'
import { UnitComplaints } from '@/features/results/UnitComplaints'
import { UnitResults } from '@/features/results/UnitResults'
import { type Unit, useUnit, useUnitByCode, useUnits } from './api'
import { CloseUnit } from './CloseUnit'
import { isClosed, unitPath } from './unit'
import { UnitDrawer } from './UnitDrawer'

export default function UnitPage() {
  const { t } = useTranslation('units')
  const { code = '' } = useParams()
  const unit = useUnitByCode(code)
  if (unit.data) return <Profile unit={unit.data} />
  if (isStatus(unit.error, 404, 422)) return <NotFound hint={t('notFound')} />
  if (unit.error) return <ProblemAlert error={unit.error} onRetry={() => void unit.refetch()} />
  return <PageLoading />
}

function Profile({ unit }: { unit: Unit }) {
  const { t, i18n } = useTranslation(['units', 'common'])
  const navigate = useNavigate()
  const can = useCan()
  const writes = can('unit.write')
  const [editing, setEditing] = useState(false)
  const parent = useUnit(unit.parent_id).data
  const day = (value: string | null) => formatDate(value, i18n.language)
  return (
    <>
      <PageHeader
        title={unit.name}
        crumbs={[
          { text: t('title'), to: '/units' },
          { text: unit.sequence_name, to: `/units?sequence=${unit.sequence_id}` },
          ...(parent ? [{ text: parent.name, to: unitPath(parent) }] : []),
        ]}
        tags={
          <>
            <Tag>{unit.sequence_name}</Tag>
            {isClosed(unit) && <Tag>{t('closedOn', { day: day(unit.active_to) })}</Tag>}
          </>
        }
        facts={t('codeIs', { code: unit.code })}
        actions={
          writes && (
            <>
              <Button onClick={() => setEditing(true)}>{t('common:action.edit')}</Button>
              {!unit.active_to && <CloseUnit unit={unit} />}
            </>
          )
        }
      />
      <div className="py-two-columns">
        <div>{can('dashboard.read') && <UnitResults unitId={unit.id} />}</div>
        <div>
          {can('complaint.figures') && can('dashboard.read') && <UnitComplaints unitId={unit.id} />}
          {can('indicator.read') && can('dashboard.read') && <UnitOversight unitId={unit.id} />}
          {can('comment.read') && <UnitComments unitId={unit.id} />}
          <Facts unit={unit} />
          <Sections unit={unit} />
        </div>
      </div>
      {editing && (
        <UnitDrawer
          unit={unit}
          onClose={() => setEditing(false)}
          onSaved={(saved) => void navigate(unitPath(saved), { replace: true })}
        />
      )}
    </>
  )
}

function Facts({ unit }: { unit: Unit }) {
  const { t, i18n } = useTranslation('units')
  const successor = useUnit(unit.successor_id).data
  const day = (value: string | null) => formatDate(value, i18n.language)
  const texts = ['short_name', 'duties', 'responsible_post', 'contact_post', 'contact_phone'] as const
  const days = ['responsible_since', 'active_from', 'active_to'] as const
  return (
    <Panel title={t('profile')}>
      <dl className="py-facts-list">
        {texts.map((name) => (
          <div key={name} className="py-fact">
            <dt>{t(`field.${name}`)}</dt>
            <dd>{unit[name] || '—'}</dd>
          </div>
        ))}
        {days
          .filter((name) => unit[name])
          .map((name) => (
            <div key={name} className="py-fact">
              <dt>{t(`field.${name}`)}</dt>
              <dd>{day(unit[name])}</dd>
            </div>
          ))}
        {successor && (
          <>
            <dt>{t('field.successor')}</dt>
            <dd>
              <Link to={unitPath(successor)}>{successor.name}</Link>
            </dd>
          </>
        )}
      </dl>
    </Panel>
  )
}

/** The units below this one; nothing where there are none. */
function Sections({ unit }: { unit: Unit }) {
  const { t } = useTranslation('units')
  const sections = useUnits({ parent: unit.id, status: 'active', sort: 'code', limit: 200 }).data?.items ?? []
  if (sections.length === 0) return null
  return (
    <Panel title={t('sections')}>
      <ul className="py-plain-list">
        {sections.map((section) => (
          <li key={section.id}>
            <Link to={unitPath(section)}>{section.name}</Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

import { Form, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { UnitSelect } from '@/features/units/UnitSelect'
import { useCategories, useOfficers } from '../api'
import { useCase } from '../context'
import { liveOrders } from '../standing'
import { Amount, Choice, Words } from './fields'

const PAUSES = ['supplement', 'appraisal', 'experts', 'force_majeure', 'judicial'] as const
const TERMINATIONS = ['litigation', 'reconsideration', 'petition_ended', 'discipline'] as const
const LEVELS = ['remind', 'supervise', 'public'] as const

/** Where a reason is all that is asked for. */
export function Reason() {
  const { t } = useTranslation('complaints')
  return <Words name="reason" label={t('form.reason')} />
}

export function AskIdentity() {
  return <Reason />
}

export function AskPause() {
  const { t } = useTranslation('complaints')
  return (
    <>
      <Choice
        name="cause"
        label={t('form.pauseCause')}
        options={PAUSES.map((value) => ({ value, label: t(`pauseCause.${value}`) }))}
      />
      <Amount name="days" label={t('form.pauseDays')} max={365} />
      <Reason />
    </>
  )
}

export function AskTermination() {
  const { t } = useTranslation('complaints')
  return (
    <>
      <Choice
        name="cause"
        label={t('form.terminationCause')}
        options={TERMINATIONS.map((value) => ({ value, label: t(`reasonOf.${value}`) }))}
      />
      <Reason />
    </>
  )
}

export function AskExtension() {
  const { t } = useTranslation('complaints')
  return (
    <>
      <Amount name="amount" label={t('form.amount')} max={400} />
      <Reason />
    </>
  )
}

/** 催办, 督办, 挂牌督办: what is above a reminder is the supervisors'. */
export function Supervise() {
  const { t } = useTranslation('complaints')
  const can = useCan()
  const orders = liveOrders(useCase().detail)
  const levels = LEVELS.filter((level) => level === 'remind' || can('complaint.supervise'))
  return (
    <>
      <Choice
        name="level"
        hidden={levels.length === 1}
        label={t('form.level')}
        options={levels.map((value) => ({ value, label: t(`supervision.level.${value}`) }))}
      />
      {orders.length > 1 && (
        <Form.Item name="transfer_id" label={t('form.order')} extra={t('form.orderHint')}>
          <Select
            allowClear
            options={orders.map(({ id, number, unit_name }) => ({
              value: id,
              label: `${number} ${unit_name}`,
            }))}
          />
        </Form.Item>
      )}
      <Demand />
    </>
  )
}

export function Demand() {
  const { t } = useTranslation('complaints')
  return (
    <>
      <Words name="demand" label={t('form.demand')} hint={t('form.demandHint')} />
      <Amount name="within" label={t('form.reportWithin')} min={0} max={60} />
    </>
  )
}

export function Report() {
  const { t } = useTranslation('complaints')
  return <Words name="report" label={t('form.report')} rows={5} />
}

export function Assign() {
  const { t } = useTranslation('complaints')
  return <Officer name="officer_id" label={t('field.officer')} />
}

/** 回避: of oneself; the lead also of others. */
export function Conflict() {
  const { t } = useTranslation('complaints')
  const lead = useCan()('complaint.decide')
  return (
    <>
      {lead && (
        <Officer name="user_id" label={t('form.conflicted')} hint={t('form.conflictedHint')} optional />
      )}
      <Reason />
    </>
  )
}

interface OfficerProps {
  name: string
  label: string
  hint?: string
  optional?: boolean
}

function Officer({ name, label, hint, optional = false }: OfficerProps) {
  const { t } = useTranslation('complaints')
  const officers = useOfficers().data?.items ?? []
  return (
    <Form.Item
      name={name}
      label={label}
      extra={hint}
      rules={optional ? [] : [{ required: true, message: t('form.choose', { label }) }]}
    >
      <Select
        allowClear={optional}
        options={officers.map(({ id, display_name, open_cases }) => ({
          value: id,
          label: t('form.load', { name: display_name, count: open_cases }),
        }))}
      />
    </Form.Item>
  )
}

/** Corrections of what lists show. */
export function Edit() {
  const { t } = useTranslation('complaints')
  const categories = useCategories().data?.items ?? []
  const { header } = useCase().detail
  return (
    <>
      {header.summary !== '' && (
        <Words name="summary" label={t('field.summary')} hint={t('form.summaryHint')} most={500} />
      )}
      <Form.Item name="category" label={t('field.category')}>
        <Select
          options={categories.map(({ code, name, group_name }) => ({
            value: code,
            label: `${group_name} ${name}`,
          }))}
        />
      </Form.Item>
      <Form.Item name="unit_id" label={t('field.unit')}>
        <UnitSelect />
      </Form.Item>
    </>
  )
}

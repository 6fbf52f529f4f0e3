import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { UnitSelect } from '@/features/units/UnitSelect'
import { useCases, useCategories } from '../api'
import { useCase } from '../context'
import { Choice, Words } from './fields'

const HANDLING = ['passed', 'assigned', 'self'] as const
const REFUSALS = [
  'out_of_scope',
  'other_channel',
  'in_court',
  'already_handled',
  'no_facts',
  'not_checkable',
] as const

/** 受理: how it is handled, the summary that all lists show, and what the complainant could not know. */
export function Accept() {
  const { t } = useTranslation('complaints')
  const categories = useCategories().data?.items ?? []
  const { header } = useCase().detail
  return (
    <>
      <Choice
        name="handling"
        label={t('field.handling')}
        options={HANDLING.map((value) => ({ value, label: t(`form.handling.${value}`) }))}
      />
      <Words name="summary" label={t('field.summary')} hint={t('form.summaryHint')} most={500} />
      <Form.Item name="category_id" label={t('form.otherCategory')} extra={t('form.unchanged')}>
        <Select
          allowClear
          placeholder={header.category_name}
          options={categories.map(({ id, name, group_name }) => ({
            value: id,
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

export function Refuse() {
  const { t } = useTranslation('complaints')
  return (
    <>
      <Choice
        name="reason"
        label={t('field.reason')}
        options={REFUSALS.map((value) => ({ value, label: t(`reasonOf.${value}`) }))}
      />
      <Words name="note" label={t('form.explanation')} hint={t('form.toldHint')} />
      <Words
        name="where_to_go"
        label={t('form.whereToGo')}
        hint={t('form.whereToGoHint')}
        most={200}
        rows={1}
      />
    </>
  )
}

export function TransferOut() {
  const { t } = useTranslation('complaints')
  return (
    <>
      <Words
        name="destination"
        label={t('form.destination')}
        hint={t('form.destinationHint')}
        most={100}
        rows={1}
      />
      <Words name="note" label={t('form.reason')} />
    </>
  )
}

/** 一次性告知: all that is missing, one thing a line. */
export function AskSupplement() {
  const { t } = useTranslation('complaints')
  return (
    <Form.List name="missing">
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <div key={key} className="py-case-line">
              <Form.Item
                name={name}
                label={t('form.missingItem', { number: name + 1 })}
                rules={[{ required: true, whitespace: true, message: t('form.missingItemNeeded') }]}
              >
                <Input maxLength={200} autoComplete="off" />
              </Form.Item>
              {fields.length > 1 && <Button onClick={() => remove(name)}>{t('form.remove')}</Button>}
            </div>
          ))}
          {fields.length < 10 && <Button onClick={() => add('')}>{t('form.addItem')}</Button>}
        </>
      )}
    </Form.List>
  )
}

export function Supplement() {
  const { t } = useTranslation('complaints')
  return <Words name="text" label={t('form.supplement')} rows={5} most={5000} />
}

/** 并案: into one of the similar cases, or another that is looked for. */
export function Merge() {
  const { t } = useTranslation('complaints')
  return (
    <>
      <Form.Item
        name="master_id"
        label={t('form.master')}
        extra={t('form.masterHint')}
        rules={[{ required: true, message: t('form.masterNeeded') }]}
      >
        <CaseSelect />
      </Form.Item>
      <Words name="note" label={t('form.reason')} optional />
    </>
  )
}

function CaseSelect(props: { id?: string; value?: string; onChange?: (value: string) => void }) {
  const { t } = useTranslation('complaints')
  const { header, content } = useCase().detail
  const [typed, setTyped] = useState('')
  const found = useCases({ q: typed, scope: 'open', limit: 20 }, typed !== '')
  const cases = typed === '' ? (content?.similar ?? []) : (found.data?.items ?? [])
  return (
    <Select
      {...props}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      placeholder={t('form.masterPlaceholder')}
      notFoundContent={t('form.masterNone')}
      options={cases
        .filter(({ id }) => id !== header.id)
        .map(({ id, number, summary, unit_name }) => ({
          value: id,
          label: `${number} ${summary || (unit_name ?? '')}`,
        }))}
    />
  )
}

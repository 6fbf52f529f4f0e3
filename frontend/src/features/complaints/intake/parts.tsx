import { Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { DateInput } from '@/components/DateInput'
import { UnitSelect } from '@/features/units/UnitSelect'
import { useCategories } from '../api'
import { Choice, Words } from '../forms/fields'
import { CHANNELS } from './registration'

const MODES = ['confidential', 'open', 'anonymous'] as const
const LENGTHS = { id_number: 30, address: 120, email: 120 }

/** How and when it came. */
export function Arrival() {
  const { t } = useTranslation('complaints')
  return (
    <>
      <Form.Item name="channel" label={t('field.channel')}>
        <Radio.Group options={CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))} />
      </Form.Item>
      <Form.Item name="received" label={t('intake.received')} extra={t('intake.receivedHint')}>
        <Input type="datetime-local" className="py-case-short" />
      </Form.Item>
      <details className="py-case-more">
        <summary>{t('intake.source')}</summary>
        <p className="py-caption">{t('intake.sourceHint')}</p>
        <Words name="source_system" label={t('intake.sourceSystem')} most={40} rows={1} optional />
        <Words name="source_id" label={t('intake.sourceId')} most={80} rows={1} optional />
        <Form.Item name="external_day" label={t('intake.externalDue')} extra={t('intake.externalDueHint')}>
          <DateInput />
        </Form.Item>
      </details>
    </>
  )
}

/** Against whom, and what happened, in the complainant's words. */
export function About() {
  const { t } = useTranslation('complaints')
  const categories = useCategories().data?.items ?? []
  const groups = [...new Set(categories.map(({ group_name }) => group_name))]
  return (
    <>
      <Form.Item name="unit_id" label={t('field.unit')} extra={t('intake.unitHint')}>
        <UnitSelect />
      </Form.Item>
      <Form.Item name="about_head" valuePropName="checked">
        <Checkbox>{t('intake.aboutHead')}</Checkbox>
      </Form.Item>
      <Form.Item
        name="category"
        label={t('field.category')}
        rules={[{ required: true, message: t('form.choose', { label: t('field.category') }) }]}
      >
        <Select
          placeholder={t('intake.categoryPlaceholder')}
          options={groups.map((group) => ({
            label: group,
            options: categories
              .filter(({ group_name, active }) => group_name === group && active)
              .map(({ code, name, hint }) => ({ value: code, label: `${name}（${hint}）` })),
          }))}
        />
      </Form.Item>
      <Words name="subject" label={t('intake.subject')} most={80} rows={1} optional />
      <Words name="text" label={t('intake.text')} hint={t('intake.textHint')} most={5000} rows={7} />
      <Words name="wish" label={t('intake.wish')} rows={2} optional />
      <Form.Item name="persons" label={t('field.persons')} extra={t('intake.personsHint')}>
        <InputNumber min={1} max={100_000} precision={0} />
      </Form.Item>
    </>
  )
}

/** Who complains, as far as it is said, and who may know. */
export function Complainant() {
  const { t } = useTranslation('complaints')
  const watched = Form.useWatch<unknown>('mode')
  const mode = MODES.find((one) => one === watched) ?? 'confidential'
  return (
    <>
      <Choice
        name="mode"
        label={t('field.mode')}
        hint={t(`intake.hint.${mode}`)}
        options={MODES.map((value) => ({ value, label: t(`mode.${value}`) }))}
      />
      {mode !== 'anonymous' && (
        <div className="py-case-contact">
          <Words name={['contact', 'name']} label={t('identity.name')} most={60} rows={1} />
          <Words name={['contact', 'phone']} label={t('identity.phone')} most={30} rows={1} />
          {(['id_number', 'address', 'email'] as const).map((name) => (
            <Words
              key={name}
              name={['contact', name]}
              label={t(`identity.${name}`)}
              most={LENGTHS[name]}
              rows={1}
              optional
            />
          ))}
        </div>
      )}
      <Form.Item
        name="pin"
        label={t('form.optional', { label: t('intake.pin') })}
        extra={t('intake.pinHint')}
        rules={[{ pattern: /^[0-9]{6}$/, message: t('intake.pinWrong') }]}
      >
        <Input.Password className="py-case-short" maxLength={6} inputMode="numeric" autoComplete="off" />
      </Form.Item>
    </>
  )
}

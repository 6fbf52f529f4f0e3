import { Button, Checkbox, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { UnitSelect } from '@/features/units/UnitSelect'
import { useOfficers } from '../api'
import { useCase } from '../context'
import { Amount, Choice, Words } from './fields'

const CONCLUSIONS = ['true', 'partly', 'untrue', 'unknown'] as const
const MOST_JOINT = 5

/** 派单: one unit that leads, and others that help; each is told in the officer's words. */
export function Dispatch() {
  const { t } = useTranslation('complaints')
  return (
    <>
      <Order at={['lead']} title={t('form.lead')} />
      <Form.List name="joint">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <Order
                key={key}
                at={[name]}
                title={t('form.joint', { number: name + 1 })}
                onRemove={() => remove(name)}
              />
            ))}
            {fields.length < MOST_JOINT && (
              <Button onClick={() => add({ matter: '' })}>{t('form.addJoint')}</Button>
            )}
          </>
        )}
      </Form.List>
    </>
  )
}

/** 重新派单: as above, with the reason that the lead gives for a unit which has just returned it. */
export function Redispatch() {
  const { t } = useTranslation('complaints')
  return (
    <>
      <Dispatch />
      <Words name="note" label={t('form.againReason')} hint={t('form.againReasonHint')} optional />
    </>
  )
}

interface OrderProps {
  at: (string | number)[]
  title: string
  onRemove?: () => void
}

function Order({ at, title, onRemove }: OrderProps) {
  const { t } = useTranslation('complaints')
  const { mode } = useCase().detail.header
  return (
    <fieldset className="py-case-order">
      <legend>{title}</legend>
      <Form.Item
        name={[...at, 'unit_id']}
        label={t('form.unit')}
        rules={[{ required: true, message: t('form.choose', { label: t('form.unit') }) }]}
      >
        <UnitSelect />
      </Form.Item>
      <Words
        name={[...at, 'matter']}
        label={t('form.matter')}
        hint={t('form.matterHint')}
        rows={4}
        most={5000}
      />
      {mode === 'open' && (
        <Form.Item name={[...at, 'name_released']} valuePropName="checked">
          <Checkbox>{t('form.nameReleased')}</Checkbox>
        </Form.Item>
      )}
      <Amount
        name={[...at, 'within']}
        label={t('form.within')}
        hint={t('form.withinHint')}
        max={400}
        optional
      />
      {onRemove && <Button onClick={onRemove}>{t('form.removeJoint')}</Button>}
    </fieldset>
  )
}

/** 自办: who handles it, having declared to have no conflict. */
export function SelfHandle() {
  const { t } = useTranslation('complaints')
  const officers = useOfficers().data?.items ?? []
  return (
    <>
      <Form.Item
        name="handler_ids"
        label={t('field.handlers')}
        extra={t('form.handlersHint')}
        rules={[{ required: true, message: t('form.choose', { label: t('field.handlers') }) }]}
      >
        <Checkbox.Group
          className="py-case-choices"
          options={officers.map(({ id, display_name, open_cases }) => ({
            value: id,
            label: t('form.load', { name: display_name, count: open_cases }),
          }))}
        />
      </Form.Item>
      <Form.Item name="no_conflict" valuePropName="checked">
        <Checkbox>{t('form.noConflict')}</Checkbox>
      </Form.Item>
    </>
  )
}

/** The result of a case that the centre handles itself. */
export function Result() {
  const { t } = useTranslation('complaints')
  return (
    <>
      <Choice
        name="conclusion"
        label={t('field.conclusion')}
        options={CONCLUSIONS.map((value) => ({ value, label: t(`conclusion.${value}`) }))}
      />
      <Words name="findings" label={t('field.findings')} hint={t('form.findingsHint')} rows={6} most={5000} />
      <Words name="measures" label={t('field.measures')} optional />
      <Words name="reply" label={t('form.draftReply')} rows={6} most={5000} />
    </>
  )
}

/** 签发答复: the draft, as it goes out. */
export function IssueReply() {
  const { t } = useTranslation('complaints')
  return (
    <Form.Item
      name="reply"
      label={t('field.reply')}
      extra={t('form.replyHint')}
      rules={[{ required: true, whitespace: true, message: t('form.missing', { label: t('field.reply') }) }]}
    >
      <Input.TextArea maxLength={5000} rows={10} />
    </Form.Item>
  )
}

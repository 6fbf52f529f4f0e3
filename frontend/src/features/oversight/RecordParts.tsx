import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { TimeInput } from './TimeInput'

const KINDS = ['hearing', 'inspection', 'expert_review'] as const

/** The extensions of a record, in its form. */
export function Extensions() {
  const { t } = useTranslation('oversight')
  const required = [{ required: true, message: t('form.required') }]
  return (
    <Form.List name="extensions">
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <fieldset key={key} className="py-form-part">
              <legend>{t('form.extension')}</legend>
              <Form.Item name={[name, 'days']} label={t('form.extDays')} rules={required}>
                <InputNumber min={1} max={250} precision={0} />
              </Form.Item>
              <Form.Item name={[name, 'reason']} label={t('form.extReason')} rules={required}>
                <Input maxLength={200} />
              </Form.Item>
              <Form.Item name={[name, 'approved_by']} label={t('form.extBy')} rules={required}>
                <Input maxLength={80} />
              </Form.Item>
              <Form.Item name={[name, 'granted_at']} label={t('form.extAt')} rules={required}>
                <TimeInput />
              </Form.Item>
              <Form.Item name={[name, 'told_in_advance']} valuePropName="checked" initialValue={false}>
                <Checkbox>{t('form.extTold')}</Checkbox>
              </Form.Item>
              <Button size="small" onClick={() => remove(name)}>
                {t('form.remove')}
              </Button>
            </fieldset>
          ))}
          <Form.Item>
            <Button onClick={() => add()}>{t('form.addExtension')}</Button>
          </Form.Item>
        </>
      )}
    </Form.List>
  )
}

/** What the law takes out of the limits of a record, in its form. */
export function Pauses() {
  const { t } = useTranslation('oversight')
  const required = [{ required: true, message: t('form.required') }]
  return (
    <Form.List name="pauses">
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <fieldset key={key} className="py-form-part">
              <legend>{t('form.pause')}</legend>
              <Form.Item name={[name, 'kind']} label={t('form.pauseKind')} rules={required}>
                <Select
                  options={KINDS.map((kind) => ({ value: kind, label: t(`record.pauseKind.${kind}`) }))}
                />
              </Form.Item>
              <Form.Item name={[name, 'begin']} label={t('form.pauseBegin')} rules={required}>
                <TimeInput />
              </Form.Item>
              <Form.Item name={[name, 'end']} label={t('form.pauseEnd')}>
                <TimeInput />
              </Form.Item>
              <Button size="small" onClick={() => remove(name)}>
                {t('form.remove')}
              </Button>
            </fieldset>
          ))}
          <Form.Item>
            <Button onClick={() => add()}>{t('form.addPause')}</Button>
          </Form.Item>
        </>
      )}
    </Form.List>
  )
}

import { Form, Input, InputNumber, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { DateInput } from '@/components/DateInput'
import type { Collection, RoundIn, RoundKind } from './api'
import './setup.css'

export type Basics = Pick<
  RoundIn,
  | 'year'
  | 'number'
  | 'title'
  | 'kind'
  | 'collection'
  | 'planned_open'
  | 'planned_close'
  | 'greeting'
  | 'contact'
>

const KINDS = ['formal', 'recheck', 'internal'] as const satisfies RoundKind[]
const COLLECTIONS = ['coded', 'paper'] as const satisfies Collection[]

/** The fields of a form that say what a round is; for a new one and for a draft. */
export function BasicFields() {
  const { t } = useTranslation('rounds')
  const kind = Form.useWatch<RoundKind | undefined>('kind') ?? 'formal'
  const collection = Form.useWatch<Collection | undefined>('collection') ?? 'coded'
  return (
    <div className="py-basics">
      <div className="py-field-grid">
        <Form.Item name="year" label={t('field.year')} rules={[{ required: true, message: t('need.year') }]}>
          <InputNumber min={2000} max={2100} precision={0} />
        </Form.Item>
        <Form.Item
          name="number"
          label={t('field.number')}
          rules={[{ required: true, message: t('need.number') }]}
        >
          <InputNumber min={1} max={99} precision={0} />
        </Form.Item>
        <Form.Item
          name="title"
          label={t('field.title')}
          extra={t('hint.title')}
          className="py-field-wide"
          rules={[{ required: true, whitespace: true, message: t('need.title') }]}
        >
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
      </div>
      <div className="py-field-grid">
        <Form.Item name="kind" label={t('field.kind')} extra={t(`kindHint.${kind}`)}>
          <Radio.Group options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))} />
        </Form.Item>
        <Form.Item name="collection" label={t('field.collection')} extra={t(`collectionHint.${collection}`)}>
          <Radio.Group options={COLLECTIONS.map((value) => ({ value, label: t(`collection.${value}`) }))} />
        </Form.Item>
      </div>
      <div className="py-field-grid">
        <Form.Item name="planned_open" label={t('field.planned_open')}>
          <DateInput />
        </Form.Item>
        <Form.Item name="planned_close" label={t('field.planned_close')} extra={t('hint.planned_close')}>
          <DateInput />
        </Form.Item>
        <Form.Item name="contact" label={t('field.contact')} extra={t('hint.contact')}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
      </div>
      <Form.Item name="greeting" label={t('field.greeting')} extra={t('hint.greeting')}>
        <Input.TextArea maxLength={2000} rows={4} />
      </Form.Item>
    </div>
  )
}

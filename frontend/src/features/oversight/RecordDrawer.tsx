import { useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import { useNotice } from '@/components/Notices'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { UnitSelect } from '@/features/units/UnitSelect'
import { useUnit } from '@/features/units/api'
import { correctRecord, OVERSIGHT, type RecordDetail, type RecordIn, useMatters, writeRecord } from './api'
import { Extensions, Pauses } from './RecordParts'
import { TimeInput } from './TimeInput'

interface Props {
  /** null: a new one. */
  record: RecordDetail | null
  onClose: () => void
  onSaved: (record: RecordDetail) => void
}

type Values = Omit<RecordIn, 'unit_code'> & { unit_id: string }

const RESULTS = ['approved', 'refused', 'withdrawn', 'other'] as const
const WAYS = ['on_site', 'immediate'] as const
const GIVEN = ['promised_due', 'legal_due'] as const

/** A record by the office's own hand: a new one, or one that is brought up to date or put right. */
export function RecordDrawer({ record, onClose, onSaved }: Props) {
  const { t } = useTranslation(['oversight', 'common'])
  const notice = useNotice()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const chosen = Form.useWatch('unit_id', form) as string | undefined
  const unitId = chosen ?? record?.unit_id
  const unit = useUnit(unitId).data
  const matters = useMatters(
    { ...(unitId ? { unit: unitId } : {}), status: 'all', limit: 200 },
    Boolean(unitId),
  )
  const send = ({ unit_id: id, ...values }: Values) => {
    const code = unit?.id === id ? unit.code : (record?.unit_code ?? '')
    const body = { ...values, unit_code: code }
    return record === null ? writeRecord(body) : correctRecord(record.id, record.version, body)
  }
  const { submit, busy, problem } = useSubmit(form, send, (saved) => {
    void queries.invalidateQueries({ queryKey: OVERSIGHT })
    notice(t('form.saved'))
    onClose()
    onSaved(saved)
  })
  const required = [{ required: true, message: t('form.required') }]
  return (
    <Dialog
      kind="drawer"
      title={record === null ? t('form.title') : t('form.edit', { number: record.external_id })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {t('common:action.save')}
          </Button>
        </>
      }
    >
      <Form form={form} layout="vertical" name="record" onFinish={submit} initialValues={valuesOf(record)}>
        <p className="py-sentence">{t('form.note')}</p>
        <Form.Item name="unit_id" label={t('form.unit_code')} rules={required}>
          <UnitSelect />
        </Form.Item>
        <Form.Item name="matter_code" label={t('form.matter_code')} rules={required}>
          <Select
            placeholder={unitId ? '' : t('form.chooseUnitFirst')}
            disabled={!unitId}
            showSearch={{ optionFilterProp: 'label' }}
            options={(matters.data?.items ?? []).map(({ code, name }) => ({
              value: code,
              label: `${name} ${code}`,
            }))}
          />
        </Form.Item>
        <Form.Item name="external_id" label={t('form.external_id')} rules={required}>
          <Input maxLength={80} disabled={record !== null} autoComplete="off" />
        </Form.Item>
        <Form.Item name="received_at" label={t('form.received_at')} rules={required}>
          <TimeInput />
        </Form.Item>
        <Form.Item name="finished_at" label={t('form.finished_at')}>
          <TimeInput />
        </Form.Item>
        <Form.Item name="result" label={t('form.result')}>
          <Select allowClear options={RESULTS.map((one) => ({ value: one, label: t(`result.${one}`) }))} />
        </Form.Item>
        {WAYS.map((name) => (
          <Form.Item key={name} name={name} valuePropName="checked">
            <Checkbox>{t(`form.${name}`)}</Checkbox>
          </Form.Item>
        ))}
        <Extensions />
        <Pauses />
        {GIVEN.map((name) => (
          <Form.Item key={name} name={name} label={t(`form.${name}`)} extra={t('form.hintGiven')}>
            <TimeInput />
          </Form.Item>
        ))}
        {record !== null && record.state !== 'open' && (
          <Form.Item
            name="correction"
            label={t('form.correction')}
            extra={t('form.correctionHint')}
            rules={[{ required: true, whitespace: true, message: t('form.required') }]}
          >
            <Input maxLength={200} />
          </Form.Item>
        )}
        <ProblemAlert {...problem} />
      </Form>
    </Dialog>
  )
}

function valuesOf(record: RecordDetail | null): Partial<Values> {
  if (record === null) return { on_site: false, immediate: false, extensions: [], pauses: [] }
  const { unit_id, matter_code, external_id, received_at, finished_at, result, on_site, immediate } = record
  return {
    ...{ unit_id, matter_code, external_id, received_at, finished_at, result, on_site, immediate },
    promised_due: record.given_promised_due,
    legal_due: record.given_legal_due,
    extensions: record.extensions,
    pauses: record.pauses,
  }
}

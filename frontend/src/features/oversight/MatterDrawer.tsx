import { useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import { EditProblem } from '@/components/EditProblem'
import { useNotice } from '@/components/Notices'
import { useSubmit } from '@/components/useSubmit'
import { useVersion } from '@/components/useVersion'
import { UnitSelect } from '@/features/units/UnitSelect'
import { createMatter, editMatter, type Matter, type MatterIn, OVERSIGHT } from './api'

interface Props {
  /** null: a new one. */
  matter: Matter | null
  /** Who may not write reads. */
  writes: boolean
  onClose: () => void
}

const DISCLOSURES = [
  'basis',
  'procedure',
  'conditions',
  'time_limits',
  'fee_standard',
  'supervision',
] as const
const LIMITS = ['promised', 'legal'] as const
const CHECKS = ['on_site', 'in_centre', 'fee', 'active'] as const
const UNITS = ['wd', 'cd', 'hour'] as const
const EFFECTS = ['none', 'deemed_approved'] as const

const NEW: Partial<MatterIn> = {
  legal_limit: null,
  promised_limit: null,
  legal_time_unit: 'wd',
  promised_time_unit: 'wd',
  timeout_effect: 'none',
  active: true,
}

export function MatterDrawer({ matter, writes, onClose }: Props) {
  const { t } = useTranslation(['oversight', 'common'])
  const notice = useNotice()
  const queries = useQueryClient()
  const [form] = Form.useForm<MatterIn>()
  const replacing = useVersion(matter?.version ?? 0)
  const save = ({ unit_id, ...values }: MatterIn) =>
    matter === null
      ? createMatter({ unit_id, ...values })
      : replacing((version) => editMatter(matter.id, version, values))
  const { submit, busy, problem } = useSubmit(form, save, () => {
    void queries.invalidateQueries({ queryKey: OVERSIGHT })
    notice(t(matter === null ? 'matters.created' : 'matters.saved'))
    onClose()
  })
  const required = (name: 'unit_id' | 'code' | 'name') => [
    { required: true, whitespace: name !== 'unit_id', message: t(`matter.missing.${name}`) },
  ]
  return (
    <Dialog
      kind="drawer"
      title={
        matter === null
          ? t('matters.create')
          : writes
            ? t('matters.edit', { name: matter.name })
            : matter.name
      }
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t(writes ? 'common:action.cancel' : 'common:action.close')}</Button>
          {writes && (
            <Button type="primary" loading={busy} onClick={() => form.submit()}>
              {t('common:action.save')}
            </Button>
          )}
        </>
      }
    >
      <Form
        form={form}
        layout="vertical"
        name="matter"
        disabled={!writes}
        onFinish={submit}
        initialValues={matter ?? NEW}
      >
        {matter === null && (
          <Form.Item name="unit_id" label={t('matter.unit_id')} rules={required('unit_id')}>
            <UnitSelect />
          </Form.Item>
        )}
        <Form.Item
          name="code"
          label={t('matter.code')}
          extra={t('matter.hint.code')}
          rules={required('code')}
        >
          <Input maxLength={64} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name="name" label={t('matter.name')} rules={required('name')}>
          <Input maxLength={120} autoComplete="off" />
        </Form.Item>
        {LIMITS.map((which) => (
          <div key={which} className="py-field-row">
            <Form.Item
              name={`${which}_limit`}
              label={t(`matter.${which}_limit`)}
              extra={t(`matter.hint.${which}_limit`)}
            >
              <InputNumber min={0} max={9999} precision={0} />
            </Form.Item>
            <Form.Item name={`${which}_time_unit`} label={t(`matter.${which}_time_unit`)}>
              <Select options={UNITS.map((unit) => ({ value: unit, label: t(`unit.${unit}`) }))} />
            </Form.Item>
          </div>
        ))}
        {CHECKS.map((name) => (
          <Form.Item key={name} name={name} valuePropName="checked">
            <Checkbox>{t(`matter.${name}`)}</Checkbox>
          </Form.Item>
        ))}
        <Form.Item
          name="timeout_effect"
          label={t('matter.timeout_effect')}
          extra={t('matter.hint.timeout_effect')}
        >
          <Select
            options={EFFECTS.map((effect) => ({ value: effect, label: t(`matter.effect.${effect}`) }))}
          />
        </Form.Item>
        <fieldset className="py-form-part">
          <legend>{t('matter.disclosures')}</legend>
          {DISCLOSURES.map((name) => (
            <Form.Item key={name} name={name} label={t(`matter.${name}`)}>
              <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={1000} />
            </Form.Item>
          ))}
        </fieldset>
        <EditProblem
          {...problem}
          opened={matter ?? {}}
          fields={[
            { name: 'code', label: t('matter.code') },
            { name: 'name', label: t('matter.name') },
            { name: 'promised_limit', label: t('matter.promised_limit'), show: String },
            { name: 'legal_limit', label: t('matter.legal_limit'), show: String },
            ...DISCLOSURES.map((name) => ({ name, label: t(`matter.${name}`) })),
          ]}
        />
      </Form>
    </Dialog>
  )
}

import { useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, InputNumber, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { DateInput } from '@/components/DateInput'
import { Dialog } from '@/components/Dialog'
import { EditProblem } from '@/components/EditProblem'
import { useNotice } from '@/components/Notices'
import { useSubmit } from '@/components/useSubmit'
import { useVersion } from '@/components/useVersion'
import { UnitSelect } from '@/features/units/UnitSelect'
import { type Client, CLIENTS, createClient, editClient, type Scope } from './api'
import './clients.css'
import { changesOf, clientOf, lastDayBefore, type Values, valuesOf } from './form'
import { UnitsSelect } from './UnitsSelect'
import { SCOPES, useScopeWords } from './words'

interface Props {
  /** null: a new system. */
  client: Client | null
  onSaved: (client: Client) => void
  onClose: () => void
}

export function ClientDrawer({ client, onSaved, onClose }: Props) {
  const { t } = useTranslation(['clients', 'common'])
  const words = useScopeWords()
  const notice = useNotice()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const replacing = useVersion(client?.version ?? 0)
  const save = (values: Values) =>
    client === null
      ? createClient(clientOf(values))
      : replacing((version) => editClient(client, version, changesOf(client, values)))
  const { submit, busy, problem } = useSubmit(form, save, (saved) => {
    void queries.invalidateQueries({ queryKey: CLIENTS })
    notice(t(client === null ? 'created' : 'saved'))
    onClose()
    onSaved(saved)
  })
  const lines = (value: unknown) => (value as string[]).join(', ') || '—'
  const fields = [
    { name: 'name', label: t('field.name') },
    { name: 'purpose', label: t('field.purpose') },
    { name: 'contact', label: t('field.contact') },
    {
      name: 'scopes',
      label: t('field.scopes'),
      show: (value: unknown) => (value as Scope[]).map(words.short).join(t('comma')),
    },
    {
      name: 'all_units',
      label: t('field.units'),
      show: (value: unknown) => t(value === true ? 'units.all' : 'units.chosen'),
    },
    {
      name: 'unit_ids',
      label: t('field.unit_ids'),
      show: (value: unknown) => t('units.some', { number: (value as string[]).length }),
    },
    { name: 'networks', label: t('field.networks'), show: lines },
    { name: 'per_minute', label: t('field.per_minute'), show: String },
    {
      name: 'expires_at',
      label: t('field.expires_at'),
      show: (value: unknown) => (value === null ? '—' : lastDayBefore(value as string)),
    },
  ]
  return (
    <Dialog
      kind="drawer"
      title={client === null ? t('create') : t('edit', { name: client.name })}
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
      <Form form={form} layout="vertical" name="client" onFinish={submit} initialValues={valuesOf(client)}>
        <Form.Item
          name="name"
          label={t('field.name')}
          extra={t('hint.name')}
          rules={[{ required: true, whitespace: true, message: t('missing.name') }]}
        >
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="purpose" label={t('field.purpose')} extra={t('hint.purpose')}>
          <Input.TextArea maxLength={300} rows={2} />
        </Form.Item>
        <Form.Item name="owner_unit_id" label={t('field.owner')}>
          <UnitSelect />
        </Form.Item>
        <Form.Item name="contact" label={t('field.contact')} extra={t('hint.contact')}>
          <Input maxLength={120} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="scopes"
          label={t('field.scopes')}
          extra={t('hint.scopes')}
          rules={[
            {
              // Not `required`, which a group of checkboxes must not say of itself.
              validator: (_, chosen: Scope[]) =>
                chosen.length > 0 ? Promise.resolve() : Promise.reject(new Error(t('missing.scopes'))),
            },
          ]}
        >
          <Checkbox.Group className="py-client-scopes">
            {SCOPES.map((scope) => (
              <Checkbox key={scope} value={scope}>
                {words.short(scope)}
                <span className="py-caption py-client-opens">{words.opens(scope)}</span>
              </Checkbox>
            ))}
          </Checkbox.Group>
        </Form.Item>
        <Reach />
        <Form.Item name="networks" label={t('field.networks')} extra={t('hint.networks')}>
          <Input.TextArea rows={3} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item
          name="per_minute"
          label={t('field.per_minute')}
          extra={t('hint.per_minute')}
          rules={[{ required: true, message: t('missing.per_minute') }]}
        >
          <InputNumber min={1} max={100_000} precision={0} />
        </Form.Item>
        <Form.Item name="expires_at" label={t('field.expires_at')} extra={t('hint.expires_at')}>
          <DateInput />
        </Form.Item>
        <Form.Item name="sandbox" valuePropName="checked" extra={t('hint.sandbox')}>
          <Checkbox>{t('field.sandbox')}</Checkbox>
        </Form.Item>
        <EditProblem {...problem} fields={fields} opened={client ?? {}} />
      </Form>
    </Dialog>
  )
}

/** Objects of which units the system touches; without any it touches none. */
function Reach() {
  const { t } = useTranslation('clients')
  const all = Form.useWatch<boolean | undefined>('all_units') ?? false
  return (
    <>
      <Form.Item name="all_units" label={t('field.units')} extra={t(all ? 'hint.all_units' : 'hint.chosen')}>
        <Radio.Group
          options={[
            { value: true, label: t('units.all') },
            { value: false, label: t('units.chosen') },
          ]}
        />
      </Form.Item>
      {!all && (
        <Form.Item name="unit_ids" label={t('field.unit_ids')}>
          <UnitsSelect />
        </Form.Item>
      )}
    </>
  )
}

import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DateInput } from '@/components/DateInput'
import { Dialog } from '@/components/Dialog'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { addKey, type Client } from './api'
import { endOf } from './form'
import { type Key, keyIn } from './key'

interface Props {
  client: Client
  disabled: boolean
  onAdded: () => void
}

interface Values {
  jwk: string
  expires_at?: string | null
}

/** A button that takes the public key of a system. */
export function KeyDialog({ disabled, ...rest }: Props) {
  const { t } = useTranslation('clients')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button disabled={disabled} onClick={() => setOpen(true)}>
        {t('key.action')}…
      </Button>
      {open && <KeyForm {...rest} onClose={() => setOpen(false)} />}
    </>
  )
}

function KeyForm({ client, onAdded, onClose }: Omit<Props, 'disabled'> & { onClose: () => void }) {
  const { t } = useTranslation(['clients', 'common'])
  const [form] = Form.useForm<Values>()
  const { submit, busy, problem } = useSubmit(
    form,
    ({ jwk, expires_at }: Values) =>
      addKey(client, { jwk: keyIn(jwk).key as Key, expires_at: expires_at ? endOf(expires_at) : null }),
    () => {
      onClose()
      onAdded()
    },
  )
  return (
    <Dialog
      title={t('key.title', { name: client.name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {t('key.action')}
          </Button>
        </>
      }
    >
      <p className="py-sentence">{t('key.sentence')}</p>
      <Form form={form} layout="vertical" name="key" onFinish={submit}>
        <Form.Item
          name="jwk"
          label={t('key.label')}
          extra={t('key.hint')}
          validateTrigger="onBlur"
          rules={[
            {
              required: true,
              validator: (_, text: string | undefined) => {
                const { problem: found } = keyIn(text ?? '')
                return found ? Promise.reject(new Error(t(`key.${found}`))) : Promise.resolve()
              },
            },
          ]}
        >
          <Input.TextArea rows={8} maxLength={8000} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name="expires_at" label={t('credentials.until')}>
          <DateInput />
        </Form.Item>
        <ProblemAlert {...problem} />
      </Form>
    </Dialog>
  )
}

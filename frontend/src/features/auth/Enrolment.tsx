import { useMutation } from '@tanstack/react-query'
import { Button, Form } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { beginSetup, confirmSetup, type Setup } from './api'
import { CodeField } from './CodeField'
import { RecoveryCodes } from './RecoveryCodes'
import './security.css'

/** Setting a device up in three steps: begin, confirm by a code, take the recovery codes. */
export function Enrolment({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('auth')
  const [codes, setCodes] = useState<string[] | null>(null)
  const setup = useMutation({ mutationFn: beginSetup })
  if (codes !== null) return <RecoveryCodes codes={codes} onDone={onDone} />
  if (setup.data) return <Device setup={setup.data} onCodes={setCodes} />
  return (
    <div className="py-stack">
      <p className="py-sentence">{t('factor.what')}</p>
      <ProblemAlert error={setup.error} />
      <div className="py-actions">
        <Button type="primary" loading={setup.isPending} onClick={() => setup.mutate()}>
          {t('factor.begin')}
        </Button>
      </div>
    </div>
  )
}

function Device({ setup, onCodes }: { setup: Setup; onCodes: (codes: string[]) => void }) {
  const { t } = useTranslation('auth')
  const [form] = Form.useForm<{ code: string }>()
  const { submit, busy, problem } = useSubmit(
    form,
    ({ code }: { code: string }) => confirmSetup(code),
    onCodes,
  )
  return (
    <div className="py-enrolment">
      <img src={setup.picture} alt={t('factor.picture')} width="196" height="196" />
      <div className="py-stack">
        <p>{t('factor.scan')}</p>
        <p>
          {t('factor.type')} <code className="py-secret">{setup.secret.match(/.{1,4}/g)?.join(' ')}</code>
        </p>
        <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} name="device">
          <CodeField />
          <ProblemAlert {...problem} />
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('factor.confirm')}
          </Button>
        </Form>
      </div>
    </div>
  )
}

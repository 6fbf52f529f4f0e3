import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/session'
import { useSystemInfo } from '@/api/system'
import { Dialog } from '@/components/Dialog'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { stepUp, stepUpInDemo } from './api'
import { CodeField } from './CodeField'

interface Values {
  password: string
  code?: string
}

/** Asks the person to show again who they are; the request that needed it then goes on by itself. */
export default function StepUpDialog({ onDone }: { onDone: (shown: boolean) => void }) {
  const { t } = useTranslation(['auth', 'common'])
  const me = useMe()
  const byButton = useSystemInfo()?.demo === true && !me.has_password
  const [form] = Form.useForm<Values>()
  const { submit, busy, problem } = useSubmit(
    form,
    ({ password, code }: Values) =>
      byButton ? stepUpInDemo() : stepUp({ password, code: code === undefined ? null : code }),
    () => onDone(true),
  )
  return (
    <Dialog
      title={t('stepUp.title')}
      onClose={() => onDone(false)}
      footer={
        <>
          <Button onClick={() => onDone(false)}>{t('common:action.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {t('stepUp.submit')}
          </Button>
        </>
      }
    >
      <p className="py-sentence">{t(byButton ? 'stepUp.demo' : 'stepUp.why')}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} name="step-up">
        {!byButton && (
          <>
            <input type="text" autoComplete="username" value={me.username} readOnly hidden />
            <Form.Item
              name="password"
              label={t('login.password')}
              rules={[{ required: true, message: t('login.passwordMissing') }]}
            >
              <Input.Password autoComplete="current-password" maxLength={200} />
            </Form.Item>
            {me.second_factor && <CodeField recovery />}
          </>
        )}
        <ProblemAlert {...problem} />
        <button type="submit" hidden />
      </Form>
    </Dialog>
  )
}

import { Button, Form } from 'antd'
import { useTranslation } from 'react-i18next'
import { isStatus } from '@/api/errors'
import { PageHeader } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { logInByCode } from './api'
import { CodeField } from './CodeField'

/** The second half of a login: the code, after the password or the identity provider. */
export function CodeStep({ token, back, onBack }: { token: string; back?: string; onBack: () => void }) {
  const { t } = useTranslation('auth')
  const [form] = Form.useForm<{ code: string }>()
  const { submit, busy, problem } = useSubmit(form, ({ code }: { code: string }) =>
    logInByCode({ token, code }),
  )
  const over = isStatus(problem.error, 401) && problem.error.problem.code === 'login_step_invalid'
  return (
    <>
      <PageHeader title={t('code.title')} />
      <div className="py-panel">
        <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} name="code">
          <CodeField recovery size="large" />
          <ProblemAlert {...problem} />
          {!over && (
            <Button type="primary" htmlType="submit" size="large" block loading={busy}>
              {t('login.submit')}
            </Button>
          )}
          <p className="py-caption">
            <button type="button" className="py-link" onClick={onBack}>
              {back ?? t('code.back')}
            </button>
          </p>
          <p className="py-caption">{t('code.lost')}</p>
        </Form>
      </div>
    </>
  )
}

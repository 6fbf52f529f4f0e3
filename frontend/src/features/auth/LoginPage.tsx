import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useSearchParams } from 'react-router'
import { useSession } from '@/api/session'
import { useSystemInfo } from '@/api/system'
import { PageHeader, Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { listDemoRoles, logIn, logInAsDemo } from './api'
import { CodeStep } from './CodeStep'
import { safeNext } from './next'
import { ProviderLogin } from './ProviderLogin'

export default function LoginPage() {
  const session = useSession()
  const info = useSystemInfo()
  const { t } = useTranslation('auth')
  const [search] = useSearchParams()
  const [token, setToken] = useState<string | null>(null)
  if (session.status === 'in') return <Navigate to={safeNext(search.get('next'))} replace />
  if (token !== null) return <CodeStep token={token} onBack={() => setToken(null)} />
  return (
    <>
      <LoginForm onCode={setToken} />
      {info?.oidc === true && <ProviderLogin next={search.get('next')} />}
      {info?.demo === true && <DemoRoles />}
      <p className="py-bare-more">
        <a href="/results">{t('login.results')}</a>
      </p>
    </>
  )
}

interface Values {
  username: string
  password: string
}

function LoginForm({ onCode }: { onCode: (token: string | null) => void }) {
  const { t } = useTranslation('auth')
  const [form] = Form.useForm<Values>()
  // Without a second factor success needs no step here: the session begins, and the page moves on.
  const { submit, busy, problem } = useSubmit(form, (values: Values) => logIn(values), onCode)
  return (
    <>
      <PageHeader title={t('login.title')} />
      <div className="py-panel">
        <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} name="login">
          <Form.Item
            name="username"
            label={t('login.username')}
            rules={[{ required: true, message: t('login.usernameMissing') }]}
          >
            <Input
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={64}
              size="large"
            />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('login.password')}
            rules={[{ required: true, message: t('login.passwordMissing') }]}
          >
            <Input.Password autoComplete="current-password" maxLength={200} size="large" />
          </Form.Item>
          <ProblemAlert {...problem} />
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>
            {t('login.submit')}
          </Button>
          <p className="py-caption">{t('login.forgotten')}</p>
        </Form>
      </div>
    </>
  )
}

/** One button for each role of the demonstration. */
function DemoRoles() {
  const { t } = useTranslation('auth')
  const roles = useQuery({ queryKey: ['demo', 'roles'], queryFn: listDemoRoles, staleTime: Infinity })
  const enter = useMutation({ mutationFn: logInAsDemo })
  return (
    <Panel title={t('login.demo')} note={t('login.demoHint')}>
      <ul className="py-demo-roles">
        {roles.data?.map(({ role, unit_head, label, display_name }) => (
          <li key={label}>
            <Button block disabled={enter.isPending} onClick={() => enter.mutate({ role, unit_head })}>
              {display_name.startsWith(label) ? display_name : `${label} · ${display_name}`}
            </Button>
          </li>
        ))}
      </ul>
      <ProblemAlert error={roles.error ?? enter.error} />
    </Panel>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Button, Form } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { isStatus } from '@/api/errors'
import { EmptyState } from '@/components/EmptyState'
import { PageHeader } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { activate, checkActivation } from './api'
import { PasswordFields } from './PasswordFields'

export default function ActivatePage() {
  const { t } = useTranslation('auth')
  // The token is in the fragment, which is never sent anywhere; it is taken out of the address at once.
  const [token] = useState(() => location.hash.slice(1))
  useEffect(() => {
    history.replaceState(history.state, '', location.pathname)
  }, [])
  const person = useQuery({
    queryKey: ['activation', token],
    queryFn: () => checkActivation(token),
    enabled: token !== '',
    staleTime: Infinity,
  })
  const invalid = token === '' || isStatus(person.error, 404, 409, 410, 422)
  return (
    <>
      <PageHeader title={t('activate.title')} />
      {invalid ? (
        <div className="py-panel">
          <EmptyState title={t('activate.invalid')} hint={t('activate.invalidHint')} />
        </div>
      ) : person.data ? (
        <ActivationForm token={token} {...person.data} />
      ) : person.error ? (
        <ProblemAlert error={person.error} onRetry={() => void person.refetch()} />
      ) : (
        <PageLoading />
      )}
    </>
  )
}

interface Values {
  password: string
}

function ActivationForm({
  token,
  username,
  display_name,
}: {
  token: string
  username: string
  display_name: string
}) {
  const { t } = useTranslation('auth')
  const [form] = Form.useForm<Values>()
  const [done, setDone] = useState(false)
  const { submit, busy, problem } = useSubmit(
    form,
    ({ password }: Values) => activate({ token, password }),
    () => setDone(true),
  )
  if (done) {
    return (
      <div className="py-panel">
        <EmptyState
          title={t('activate.done')}
          hint={t('activate.doneHint')}
          actions={<Link to="/login">{t('activate.toLogin')}</Link>}
        />
      </div>
    )
  }
  return (
    <div className="py-panel">
      <Form form={form} layout="vertical" requiredMark={false} name="activate" onFinish={submit}>
        <p className="py-sentence">{t('activate.hello', { name: display_name, username })}</p>
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <PasswordFields name="password" label={t('activate.password')} />
        <ProblemAlert {...problem} />
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('activate.submit')}
        </Button>
      </Form>
    </div>
  )
}

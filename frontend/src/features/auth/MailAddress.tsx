import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { EditProblem } from '@/components/EditProblem'
import { useNotice } from '@/components/Notices'
import { PageLoading } from '@/components/PageStates'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { useVersion } from '@/components/useVersion'
import { editMe, getMe, ME, type Me } from './api'

/** Where the own notices are mailed to. */
export function MailAddress() {
  const { t } = useTranslation('auth')
  const me = useQuery({ queryKey: ME, queryFn: getMe })
  if (me.data === undefined && me.error === null) return <PageLoading />
  return (
    <Panel title={t('account.mail')}>
      <ProblemAlert error={me.error} onRetry={() => void me.refetch()} />
      {me.data && <AddressForm key={me.data.version} me={me.data} />}
    </Panel>
  )
}

function AddressForm({ me }: { me: Me }) {
  const { t } = useTranslation(['auth', 'common'])
  const notice = useNotice()
  const queries = useQueryClient()
  const [form] = Form.useForm<{ email: string | null }>()
  const replacing = useVersion(me.version)
  const { submit, busy, problem } = useSubmit(
    form,
    ({ email }: { email: string | null }) =>
      replacing((version) => editMe(version, { email: email || null })),
    (saved) => {
      queries.setQueryData(ME, saved)
      notice(t(saved.email === null ? 'account.mailRemoved' : 'account.mailSaved'))
    },
  )
  return (
    <Form form={form} layout="vertical" name="mail" onFinish={submit} initialValues={{ email: me.email }}>
      <Form.Item name="email" label={t('account.email')} extra={t('account.mailHint')}>
        <Input type="email" inputMode="email" autoComplete="email" maxLength={254} spellCheck={false} />
      </Form.Item>
      <EditProblem {...problem} fields={[{ name: 'email', label: t('account.email') }]} opened={me} />
      <Button htmlType="submit" loading={busy}>
        {t('common:action.save')}
      </Button>
    </Form>
  )
}

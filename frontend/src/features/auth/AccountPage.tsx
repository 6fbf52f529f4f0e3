import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/session'
import { useNotice } from '@/components/Notices'
import { PageHeader, Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { useUnit } from '@/features/units/api'
import { changePassword } from './api'
import { MailAddress } from './MailAddress'
import { PasswordFields } from './PasswordFields'
import { Sessions } from './Sessions'

export default function AccountPage() {
  const { t } = useTranslation('auth')
  return (
    <>
      <PageHeader title={t('account.title')} />
      <div className="py-two-columns">
        <div>
          <Profile />
          <Sessions />
        </div>
        <div>
          <MailAddress />
          <PasswordForm />
        </div>
      </div>
    </>
  )
}

function Profile() {
  const { t } = useTranslation(['auth', 'common'])
  const me = useMe()
  const unit = useUnit(me.unit_id).data
  return (
    <Panel title={t('account.profile')}>
      <dl className="py-facts-list">
        <dt>{t('account.username')}</dt>
        <dd>{me.username}</dd>
        <dt>{t('account.name')}</dt>
        <dd>{me.display_name}</dd>
        <dt>{t('account.roles')}</dt>
        <dd>{me.roles.map((role) => t(`common:role.${role}`)).join(', ')}</dd>
        {unit && (
          <>
            <dt>{t('account.unit')}</dt>
            <dd>{unit.name}</dd>
          </>
        )}
      </dl>
    </Panel>
  )
}

interface Values {
  current: string
  new: string
}

function PasswordForm() {
  const { t } = useTranslation('auth')
  const notice = useNotice()
  const [form] = Form.useForm<Values>()
  const { submit, busy, problem } = useSubmit(
    form,
    (values: Values) => changePassword({ current: values.current, new: values.new }),
    () => {
      form.resetFields()
      notice(t('account.changed'))
    },
  )
  return (
    <Panel title={t('account.password')}>
      <Form form={form} layout="vertical" requiredMark={false} name="password" onFinish={submit}>
        <Form.Item
          name="current"
          label={t('account.current')}
          rules={[{ required: true, message: t('account.currentMissing') }]}
        >
          <Input.Password autoComplete="current-password" maxLength={200} />
        </Form.Item>
        <PasswordFields name="new" label={t('account.new')} />
        <ProblemAlert {...problem} />
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('account.submit')}
        </Button>
      </Form>
    </Panel>
  )
}

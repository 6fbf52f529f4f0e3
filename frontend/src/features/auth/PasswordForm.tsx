import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { changePassword } from './api'
import { PasswordFields } from './PasswordFields'

interface Values {
  current: string
  new: string
}

/** Replacing the own password. */
export function PasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('auth')
  const [form] = Form.useForm<Values>()
  const { submit, busy, problem } = useSubmit(
    form,
    (values: Values) => changePassword({ current: values.current, new: values.new }),
    () => {
      form.resetFields()
      onDone()
    },
  )
  return (
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
  )
}

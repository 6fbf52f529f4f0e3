import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSystemInfo } from '@/api/system'

/** A new password, twice, with its rules said before. `name` is the field's name in the request. */
export function PasswordFields({ name, label }: { name: string; label: string }) {
  const { t } = useTranslation('auth')
  const kinds = useSystemInfo()?.password_policy === 'djbh'
  return (
    <>
      <Form.Item
        name={name}
        label={label}
        extra={t(kinds ? 'activate.rulesKinds' : 'activate.rules')}
        rules={[{ required: true, message: t('activate.passwordMissing') }]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="repeat"
        label={t('activate.repeat')}
        dependencies={[name]}
        rules={[
          { required: true, message: t('activate.repeatMissing') },
          ({ getFieldValue }) => ({
            validator: (_, value: string | undefined) =>
              !value || value === getFieldValue(name)
                ? Promise.resolve()
                : Promise.reject(new Error(t('activate.differs'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
    </>
  )
}

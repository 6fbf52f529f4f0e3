import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'

interface Props {
  /** Whether a recovery code is taken as well as the six digits of the device. */
  recovery?: boolean
  size?: 'large' | 'middle'
}

/** The code of the second factor, which the browser and the telephone may fill in. */
export function CodeField({ recovery = false, size = 'middle' }: Props) {
  const { t } = useTranslation('auth')
  return (
    <Form.Item
      name="code"
      label={t('code.label')}
      extra={t(recovery ? 'code.hintRecovery' : 'code.hint')}
      rules={[{ required: true, message: t('code.missing') }]}
    >
      <Input
        autoComplete="one-time-code"
        inputMode={recovery ? 'text' : 'numeric'}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={20}
        size={size}
      />
    </Form.Item>
  )
}

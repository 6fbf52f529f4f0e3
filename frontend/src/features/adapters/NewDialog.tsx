import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import type { Adapter } from './api'

/** As the server wants it. */
const CODE = /^[a-z0-9][a-z0-9_-]{0,39}$/

interface Props {
  known: readonly Adapter[]
  onChosen: (code: string, like: string) => void
  onClose: () => void
}

/** Under which code a new system sends, and whose words its table begins with. */
export function NewDialog({ known, onChosen, onClose }: Props) {
  const { t } = useTranslation(['adapters', 'common'])
  const [form] = Form.useForm<{ code: string; like: string }>()
  return (
    <Dialog
      title={t('create')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="primary" onClick={() => form.submit()}>
            {t('new.next')}
          </Button>
        </>
      }
    >
      <Form
        form={form}
        layout="vertical"
        name="new"
        initialValues={{ code: '', like: known[0]?.source_system ?? '' }}
        onFinish={({ code, like }) => onChosen(code.trim(), like)}
      >
        <Form.Item
          name="code"
          label={t('field.code')}
          extra={t('hint.code')}
          validateTrigger="onBlur"
          rules={[
            {
              required: true,
              validator: (_, typed: string) => {
                const code = typed.trim()
                const wrong = !CODE.test(code)
                  ? t('missing.code')
                  : known.some((one) => one.source_system === code) && t('new.taken')
                return wrong ? Promise.reject(new Error(wrong)) : Promise.resolve()
              },
            },
          ]}
        >
          <Input maxLength={40} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name="like" label={t('new.like')} extra={t('hint.like')}>
          <select className="py-select">
            {known.map(({ source_system, mapping }) => (
              <option key={source_system} value={source_system}>
                {mapping.name}
              </option>
            ))}
            <option value="">{t('new.blank')}</option>
          </select>
        </Form.Item>
      </Form>
    </Dialog>
  )
}

import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatDate } from '@/components/dates'
import { useNotice } from '@/components/Notices'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { writeMessage } from './api'
import { actionOf, useTransfer } from './context'

/** What the unit and the officer wrote to one another. */
export function Messages() {
  const { t, i18n } = useTranslation('transfers')
  const { order } = useTransfer()
  const writes = actionOf(order, 'message') !== undefined
  if (!writes && order.messages.length === 0) return null
  return (
    <Panel title={t('messages.title')} note={t('messages.note')}>
      <div className="py-stack">
        {order.messages.length > 0 && (
          <ol className="py-messages">
            {order.messages.map(({ sender, on, body }, index) => (
              <li key={index} className={`py-message py-message-${sender}`}>
                <p className="py-caption">
                  {t(`messages.from.${sender}`)} {formatDate(on, i18n.language)}
                </p>
                <p className="py-prose">{body}</p>
              </li>
            ))}
          </ol>
        )}
        {writes && <MessageForm />}
      </div>
    </Panel>
  )
}

function MessageForm() {
  const { t } = useTranslation('transfers')
  const notice = useNotice()
  const { order, show } = useTransfer()
  const [form] = Form.useForm<{ body: string }>()
  const { submit, busy, problem } = useSubmit(
    form,
    (values: { body: string }) => writeMessage(order.id, values),
    (after) => {
      form.resetFields()
      show(after)
      notice(t('messages.sent'))
    },
  )
  return (
    <Form form={form} layout="vertical" name="message" requiredMark={false} onFinish={submit}>
      <Form.Item
        name="body"
        label={t('messages.write')}
        rules={[{ required: true, message: t('messages.missing') }]}
      >
        <Input.TextArea maxLength={2000} rows={2} />
      </Form.Item>
      <ProblemAlert {...problem} />
      <Button htmlType="submit" loading={busy}>
        {t('messages.send')}
      </Button>
    </Form>
  )
}

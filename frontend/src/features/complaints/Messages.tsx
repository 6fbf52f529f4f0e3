import { Button, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatDateTime } from '@/components/dates'
import { useNotice } from '@/components/Notices'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { doStep } from './api'
import { useCase } from './context'
import { liveOrders } from './standing'

/** What was written between the centre and the complainant, who may be anonymous, and the units. */
export function Messages() {
  const { t, i18n } = useTranslation('complaints')
  const { header, content } = useCase().detail
  const messages = content?.messages ?? []
  return (
    <Panel
      title={t('messages.title')}
      note={t(header.mode === 'anonymous' ? 'messages.noteAnonymous' : 'messages.note')}
    >
      <div className="py-stack">
        {messages.length > 0 && (
          <ol className="py-messages">
            {messages.map((one) => (
              <li
                key={one.id}
                className={`py-message py-message-${one.sender === 'officer' ? 'unit' : 'officer'}`}
              >
                <p className="py-caption">
                  {one.author}{' '}
                  {one.sender === 'officer' &&
                    `${t('messages.to', { to: one.transfer_number ?? t('messages.complainant') })} `}
                  {one.sender === 'unit' && `${one.transfer_number ?? ''} `}
                  {formatDateTime(one.at, i18n.language)}
                </p>
                <p className="py-prose">{one.body}</p>
              </li>
            ))}
          </ol>
        )}
        <MessageForm />
      </div>
    </Panel>
  )
}

interface Values {
  /** An order; the complainant where there is none in hand. */
  to?: string
  body: string
}

const COMPLAINANT = ''

function MessageForm() {
  const { t } = useTranslation('complaints')
  const notice = useNotice()
  const { detail, reload } = useCase()
  const { id, version } = detail.header
  const [form] = Form.useForm<Values>()
  const orders = liveOrders(detail)
  const { submit, busy, problem } = useSubmit(
    form,
    ({ to = COMPLAINANT, body }: Values) =>
      doStep(id, 'messages', { body, transfer_id: to === COMPLAINANT ? null : to }, version),
    () => {
      form.resetFields(['body'])
      notice(t('messages.sent'))
      void reload()
    },
  )
  return (
    <Form
      form={form}
      layout="vertical"
      name="message"
      requiredMark={false}
      initialValues={{ to: COMPLAINANT }}
      onFinish={submit}
    >
      {orders.length > 0 && (
        <Form.Item name="to" label={t('messages.recipient')}>
          <Select
            options={[
              { value: COMPLAINANT, label: t('messages.complainant') },
              ...orders.map((order) => ({ value: order.id, label: `${order.unit_name} ${order.number}` })),
            ]}
          />
        </Form.Item>
      )}
      <Form.Item
        name="body"
        label={t('messages.body')}
        extra={orders.length > 0 ? t('messages.hint') : undefined}
        rules={[
          { required: true, whitespace: true, message: t('form.missing', { label: t('messages.body') }) },
        ]}
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

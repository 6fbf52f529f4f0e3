import { Button, Form, Input, InputNumber } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import { useNotice } from '@/components/Notices'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { askExtension, askReturn, type Transfer } from './api'
import { useTransfer } from './context'

export function AskExtension({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation('transfers')
  const { order } = useTransfer()
  return (
    <AskDialog<{ amount: number; reason: string }>
      title={t('requests.ask.extend')}
      sentence={t('requests.sentence.extend')}
      disabled={disabled}
      send={(values) => askExtension(order.id, values)}
    >
      <Form.Item
        name="amount"
        label={t('requests.amount')}
        rules={[{ required: true, message: t('requests.missing.amount') }]}
      >
        <InputNumber min={1} max={400} precision={0} />
      </Form.Item>
      <Reason />
    </AskDialog>
  )
}

export function AskReturn({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation('transfers')
  const { order } = useTransfer()
  return (
    <AskDialog<{ basis: string; reason: string }>
      title={t('requests.ask.return')}
      sentence={t('requests.sentence.return')}
      disabled={disabled}
      send={(values) => askReturn(order.id, values)}
    >
      <Form.Item
        name="basis"
        label={t('requests.basisLabel')}
        extra={t('requests.basisHint')}
        rules={[{ required: true, message: t('requests.missing.basis') }]}
      >
        <Input maxLength={200} />
      </Form.Item>
      <Reason />
    </AskDialog>
  )
}

function Reason() {
  const { t } = useTranslation('transfers')
  return (
    <Form.Item
      name="reason"
      label={t('requests.reason')}
      rules={[{ required: true, message: t('requests.missing.reason') }]}
    >
      <Input.TextArea maxLength={2000} rows={3} />
    </Form.Item>
  )
}

interface Props<Values> {
  title: string
  /** What asking means, in one sentence. */
  sentence: string
  disabled: boolean
  send: (values: Values) => Promise<Transfer>
  children: ReactNode
}

/** A button that opens a form; what the centre answers is shown on the page. */
function AskDialog<Values>({ title, sentence, disabled, send, children }: Props<Values>) {
  const { t } = useTranslation(['transfers', 'common'])
  const notice = useNotice()
  const { show } = useTransfer()
  const [open, setOpen] = useState(false)
  const [form] = Form.useForm<Values>()
  const { submit, busy, problem } = useSubmit(form, send, (after) => {
    setOpen(false)
    show(after)
    notice(t('requests.sent'))
  })
  return (
    <>
      <Button disabled={disabled} onClick={() => setOpen(true)}>
        {title}…
      </Button>
      {open && (
        <Dialog
          title={title}
          onClose={() => setOpen(false)}
          footer={
            <>
              <Button onClick={() => setOpen(false)}>{t('common:action.cancel')}</Button>
              <Button type="primary" loading={busy} onClick={() => form.submit()}>
                {t('requests.send')}
              </Button>
            </>
          }
        >
          <Form form={form} layout="vertical" name="ask" requiredMark={false} onFinish={submit}>
            <p className="py-sentence">{sentence}</p>
            {children}
            <ProblemAlert {...problem} />
          </Form>
        </Dialog>
      )}
    </>
  )
}

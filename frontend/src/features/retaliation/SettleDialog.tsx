import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { type Report, settleReport } from './api'

interface Values {
  outcome: string
}

interface Props {
  one: Report
  onClose: () => void
  onDone: () => void
}

/** What came of a report, written down once. */
export function SettleDialog({ one, onClose, onDone }: Props) {
  const { t } = useTranslation(['retaliation', 'common'])
  const [form] = Form.useForm<Values>()
  const send = ({ outcome }: Values) => settleReport(one.id, outcome)
  const { submit, busy, problem } = useSubmit(form, send, onDone)
  return (
    <Dialog
      title={t('settle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {t('settle')}
          </Button>
        </>
      }
    >
      <Form form={form} layout="vertical" name="settle" requiredMark={false} onFinish={submit}>
        <p className="py-sentence">{t('sentence', { number: one.case_number })}</p>
        <Form.Item
          name="outcome"
          label={t('field.outcome')}
          rules={[{ required: true, whitespace: true, message: t('field.required') }]}
        >
          <Input.TextArea rows={5} maxLength={2000} />
        </Form.Item>
        <ProblemAlert {...problem} />
      </Form>
    </Dialog>
  )
}

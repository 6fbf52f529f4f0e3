import { useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import { useNotice } from '@/components/Notices'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { addRating, OVERSIGHT, type RatingIn } from './api'
import { useRatingWord } from './marks'
import { TimeInput } from './TimeInput'

const LEVELS = [5, 4, 3, 2, 1] as const
const CHANNELS = ['window', 'device', 'web', 'sms'] as const
const REASONS = [
  'attitude',
  'slow',
  'errands',
  'unclear',
  'extra_papers',
  'fees',
  'result',
  'facilities',
  'other',
] as const

/** Takes in the one rating of a record. */
export function RatingDialog({ recordId, onClose }: { recordId: string; onClose: () => void }) {
  const { t } = useTranslation(['oversight', 'common'])
  const word = useRatingWord()
  const notice = useNotice()
  const queries = useQueryClient()
  const [form] = Form.useForm<RatingIn>()
  const level = Form.useWatch('level', form) as number | undefined
  const send = (values: RatingIn) =>
    addRating(recordId, { ...values, comment: values.comment ? values.comment : null })
  const { submit, busy, problem } = useSubmit(form, send, () => {
    void queries.invalidateQueries({ queryKey: OVERSIGHT })
    notice(t('rating.saved'))
    onClose()
  })
  const required = [{ required: true, message: t('rating.required') }]
  return (
    <Dialog
      title={t('record.addRating')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {t('common:action.save')}
          </Button>
        </>
      }
    >
      <Form
        form={form}
        layout="vertical"
        name="rating"
        onFinish={submit}
        initialValues={{ channel: 'window' }}
      >
        <Form.Item name="level" label={t('rating.levelLabel')} rules={required}>
          <Select options={LEVELS.map((one) => ({ value: one, label: word(one) }))} />
        </Form.Item>
        <Form.Item name="channel" label={t('rating.channelLabel')} rules={required}>
          <Select options={CHANNELS.map((one) => ({ value: one, label: t(`rating.channel.${one}`) }))} />
        </Form.Item>
        <Form.Item name="rated_at" label={t('rating.ratedAt')} rules={required}>
          <TimeInput />
        </Form.Item>
        {level !== undefined && level <= 2 && (
          <Form.Item name="reasons" label={t('rating.reasonLabel')}>
            <Checkbox.Group
              className="py-checkbox-grid"
              options={REASONS.map((one) => ({ value: one, label: t(`rating.reason.${one}`) }))}
            />
          </Form.Item>
        )}
        <Form.Item name="comment" label={t('rating.comment')} extra={t('rating.sealed')}>
          <Input.TextArea rows={3} maxLength={1000} />
        </Form.Item>
        <ProblemAlert {...problem} />
      </Form>
    </Dialog>
  )
}

import { Button, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNotice } from '@/components/Notices'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { useSubmit } from '@/components/useSubmit'
import { RATING_STEPS, type RatingDetail, type RatingStep, type StepWords } from './api'
import { useRatingWord } from './marks'

interface Props {
  rating: RatingDetail
  onDone: (rating: RatingDetail) => void
}

const STEPS = ['assess', 'verify', 'call_back', 'rectify', 'return', 'rate_again', 'end'] as const
const VERDICTS = ['valid', 'mistaken', 'malicious'] as const
const LEVELS = [5, 4, 3, 2, 1] as const
/** What a step writes, and how much of it. */
const TEXTS = {
  assess: { label: 'finding', most: 2000, required: true },
  verify: { label: 'note', most: 500, required: false },
  call_back: { label: 'callback', most: 1000, required: true },
  rectify: { label: 'rectification', most: 2000, required: true },
  return: { label: 'note', most: 500, required: true },
  rate_again: null,
  end: { label: 'note', most: 500, required: true },
} as const

/** What the reader may do next with a bad rating, as the server says. */
export function RatingSteps({ rating, onDone }: Props) {
  return rating.actions.map(({ action, against }) => {
    const step = STEPS.find((one) => one === action)
    return step === undefined ? null : (
      <div key={step} className="py-step">
        {against === null ? (
          <Step step={step} rating={rating} onDone={onDone} />
        ) : (
          <Against step={step} reason={against} />
        )}
      </div>
    )
  })
}

function Against({ step, reason }: { step: RatingStep; reason: string }) {
  const { t } = useTranslation('oversight')
  return (
    <StatusMark level="none">
      {t(`rating.${step}`)}: {reason}
    </StatusMark>
  )
}

function Step({ step, rating, onDone }: Props & { step: RatingStep }) {
  const { t } = useTranslation('oversight')
  const notice = useNotice()
  const word = useRatingWord()
  const [form] = Form.useForm<StepWords>()
  const { submit, busy, problem } = useSubmit(
    form,
    (words: StepWords) => RATING_STEPS[step](rating, words),
    (after) => {
      notice(t('rating.done'))
      onDone(after)
    },
  )
  const text = TEXTS[step]
  const required = [{ required: true, whitespace: true, message: t('rating.required') }]
  const chosen = [{ required: true, message: t('rating.required') }]
  return (
    <Form form={form} layout="vertical" name={`rating-${step}`} className="py-step-form" onFinish={submit}>
      {(step === 'assess' || step === 'verify') && (
        <Form.Item name="verdict" label={t('rating.verdictLabel')} rules={chosen}>
          <Select options={VERDICTS.map((one) => ({ value: one, label: t(`rating.verdict.${one}`) }))} />
        </Form.Item>
      )}
      {step === 'verify' && <p className="py-caption">{t('rating.verifySentence')}</p>}
      {step === 'rate_again' && (
        <Form.Item name="level" label={t('rating.again')} rules={chosen}>
          <Select options={LEVELS.map((one) => ({ value: one, label: word(one) }))} />
        </Form.Item>
      )}
      {text !== null && (
        <Form.Item
          name="text"
          label={t(`rating.${text.label}`)}
          rules={text.required ? required : []}
          {...(step === 'end' ? { extra: t('rating.noteHint') } : {})}
        >
          <Input.TextArea rows={3} maxLength={text.most} />
        </Form.Item>
      )}
      <Button
        type={step === 'call_back' || step === 'return' || step === 'end' ? 'default' : 'primary'}
        htmlType="submit"
        loading={busy}
      >
        {t(`rating.${step}`)}
      </Button>
      <ProblemAlert {...problem} />
    </Form>
  )
}

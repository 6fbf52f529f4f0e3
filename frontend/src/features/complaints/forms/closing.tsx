import { Checkbox, Form, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCase } from '../context'
import { Choice, Words } from './fields'

const OUTCOMES = ['reached', 'no_answer', 'unreachable'] as const
const RATINGS = ['satisfied', 'basically', 'dissatisfied'] as const
const CAUSES = ['subjective', 'objective'] as const

/** 回访: whether somebody was reached, and what the complainant said. */
export function Callback() {
  const { t } = useTranslation('complaints')
  const { content } = useCase().detail
  const reached = Form.useWatch<unknown>('outcome') === 'reached'
  const rated = content?.results.at(-1)?.rating
  const dissatisfied = Form.useWatch<unknown>('rating') === 'dissatisfied' || rated === 'dissatisfied'
  return (
    <>
      <Choice
        name="outcome"
        label={t('form.outcome')}
        options={OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }))}
      />
      {reached && !rated && (
        <Form.Item name="rating" label={t('form.rating')} extra={t('form.ratingHint')}>
          <Radio.Group
            className="py-case-choices"
            options={RATINGS.map((value) => ({ value, label: t(`rating.${value}`) }))}
          />
        </Form.Item>
      )}
      {reached && dissatisfied && <Cause />}
      <Words name="note" label={t('form.callbackNote')} hint={t('form.callbackHint')} />
    </>
  )
}

export function Rework() {
  const { t } = useTranslation('complaints')
  return (
    <>
      <Cause />
      <Words name="note" label={t('form.reason')} />
    </>
  )
}

function Cause() {
  const { t } = useTranslation('complaints')
  return (
    <Choice
      name="cause"
      label={t('form.cause')}
      hint={t('form.causeHint')}
      options={CAUSES.map((value) => ({ value, label: t(`cause.${value}`) }))}
    />
  )
}

export function Withdraw() {
  const { t } = useTranslation('complaints')
  return (
    <>
      <Words name="note" label={t('form.withdrawNote')} />
      <Form.Item name="ex_officio" valuePropName="checked">
        <Checkbox>{t('form.exOfficio')}</Checkbox>
      </Form.Item>
    </>
  )
}

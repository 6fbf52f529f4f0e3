import { Button, Form, Input } from 'antd'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import { ProblemAlert } from '@/components/ProblemAlert'
import type { CommentDecisionIn, WithheldReason } from './api'
import { PROTECTIVE, REASONS } from './covering'

const LEAST = 5

interface Props {
  /** Whether the unit has read it already: then only what protects somebody counts. */
  handedOver: boolean
  onClose: () => void
  onWithhold: (body: CommentDecisionIn) => Promise<void>
}

/** Why the unit does not get to read a comment. */
export function WithholdDialog({ handedOver, onClose, onWithhold }: Props) {
  const { t } = useTranslation(['comments', 'common'])
  const [reason, setReason] = useState<WithheldReason | null>(null)
  const [words, setWords] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const field = useId()
  const first = useRef<HTMLInputElement>(null)
  const offered = REASONS.filter((one) => !handedOver || PROTECTIVE.includes(one))
  const ready = reason !== null && (reason !== 'other' || words.trim().length >= LEAST)
  const save = async () => {
    if (reason === null || busy) return
    setBusy(true)
    setError(null)
    try {
      await onWithhold({ state: 'withheld', reason, words: words.trim() })
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={t('withhold.title')}
      onClose={onClose}
      initialFocus={first}
      footer={
        <>
          <Button onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="primary" loading={busy} disabled={!ready} onClick={() => void save()}>
            {t('withhold.title')}
          </Button>
        </>
      }
    >
      <p className="py-sentence">{t(handedOver ? 'withhold.takeBack' : 'withhold.sentence')}</p>
      <fieldset className="py-choices py-reasons">
        <legend>{t('withhold.reason')}</legend>
        {offered.map((one, index) => (
          <label key={one}>
            <input
              ref={index === 0 ? first : undefined}
              type="radio"
              name={field}
              checked={reason === one}
              onChange={() => setReason(one)}
            />
            {t(`reason.${one}`)}
          </label>
        ))}
      </fieldset>
      <Form layout="vertical" component="div">
        <Form.Item
          label={t(reason === 'other' ? 'withhold.wordsNeeded' : 'withhold.words')}
          htmlFor={`${field}-words`}
          extra={t('withhold.wordsHint')}
        >
          <Input
            id={`${field}-words`}
            value={words}
            maxLength={500}
            onChange={(event) => setWords(event.target.value)}
          />
        </Form.Item>
      </Form>
      <ProblemAlert error={error} />
    </Dialog>
  )
}

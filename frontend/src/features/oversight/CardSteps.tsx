import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { useNotice } from '@/components/Notices'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { acknowledgeCard, type Card, closeCard, explainCard, returnCard } from './api'

interface Props {
  card: Card
  onDone: (card: Card) => void
}

/** What the reader may do next with a card, as the server says. */
export function CardSteps({ card, onDone }: Props) {
  const { t } = useTranslation('oversight')
  const notice = useNotice()
  const done = (action: 'acknowledge' | 'explain' | 'return' | 'close') => (after: Card) => {
    notice(t(`card.done.${action}`))
    onDone(after)
  }
  const level = t(`level.${card.level}`)
  return card.actions.map(({ action, against }) => (
    <div key={action} className="py-step">
      {action === 'acknowledge' && (
        <Press label={t('card.acknowledge')} work={() => acknowledgeCard(card)} onDone={done(action)} />
      )}
      {action === 'explain' && (
        <Written
          label={t('card.explanation')}
          hint={t('card.explanationHint')}
          button={t('card.explain')}
          most={2000}
          primary
          work={(text) => explainCard(card, text)}
          onDone={done(action)}
        />
      )}
      {action === 'return' && (
        <Written
          label={t('card.reason')}
          button={t('card.return')}
          most={500}
          work={(text) => returnCard(card, text)}
          onDone={done(action)}
        />
      )}
      {action === 'close' &&
        (against === null ? (
          <ConfirmSentence
            action={t('card.close')}
            sentence={t('card.closeSentence', { level, number: card.external_id })}
            onConfirm={async () => done(action)(await closeCard(card, ''))}
          />
        ) : (
          <StatusMark level="none">{against}</StatusMark>
        ))}
    </div>
  ))
}

interface Work {
  onDone: (card: Card) => void
}

function Press({ label, work, onDone }: Work & { label: string; work: () => Promise<Card> }) {
  const { busy, error, run } = useRun(onDone)
  return (
    <>
      <Button type="primary" loading={busy} onClick={() => void run(work)}>
        {label}
      </Button>
      <ProblemAlert error={error} />
    </>
  )
}

interface WrittenProps extends Work {
  label: string
  hint?: string
  button: string
  most: number
  primary?: boolean
  work: (text: string) => Promise<Card>
}

function Written({ label, hint, button, most, primary = false, work, onDone }: WrittenProps) {
  const { t } = useTranslation('oversight')
  const id = useId()
  const [text, setText] = useState('')
  const [missing, setMissing] = useState(false)
  const { busy, error, run } = useRun(onDone)
  const send = () => {
    setMissing(text.trim() === '')
    if (text.trim() !== '') void run(() => work(text.trim()))
  }
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <Input.TextArea
        id={id}
        rows={4}
        maxLength={most}
        value={text}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => setText(event.target.value)}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="py-caption">
          {hint}
        </p>
      )}
      {missing && (
        <p role="alert" className="py-field-error">
          {t('card.required')}
        </p>
      )}
      <Button type={primary ? 'primary' : 'default'} loading={busy} onClick={send}>
        {button}
      </Button>
      <ProblemAlert error={error} />
    </>
  )
}

function useRun(onDone: (card: Card) => void) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const run = async (work: () => Promise<Card>) => {
    if (busy) return
    setBusy(true)
    setError(null)
    try {
      onDone(await work())
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  return { busy, error, run }
}

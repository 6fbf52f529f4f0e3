import { useEffect, useRef, useState } from 'preact/hooks'
import { Pause } from '../ballot/delivery'
import { Heading, Notice } from '../ballot/Parts'
import { file, loadForm, type Case, type Form, type Receipt, type Setback } from './api'
import { Appear } from './Appear'
import { CodeCard } from './CodeCard'
import { Contact } from './Contact'
import { deliver, type Delivered } from './delivery'
import { complaintOf, eraseDraft, loadDraft, missingOn, saveDraft, type Draft } from './draft'
import { Files } from './Files'
import { Frame, SetbackText } from './Frame'
import { useSettings, useTexts } from './settings'
import { useStep } from './steps'
import { What } from './What'

type Phase =
  | { kind: 'filling'; rejected: string[] }
  | { kind: 'sending' }
  | { kind: 'received'; receipt: Receipt; pin: string }

/** Filing a complaint: three steps, then the receipt. */
export function Complain() {
  const { t, language } = useSettings()
  const [form, setForm] = useState<Form | null>(null)
  const [trouble, setTrouble] = useState<Setback | null>(null)
  const [tries, setTries] = useState(0)

  useEffect(() => {
    let gone = false
    void loadForm(language).then((outcome) => {
      if (gone) return
      if (outcome.kind === 'done') setForm(outcome.answer)
      setTrouble(
        outcome.kind === 'done'
          ? null
          : outcome.kind === 'rejected'
            ? { kind: 'failed', trace: null }
            : outcome,
      )
    })
    return () => {
      gone = true
    }
  }, [language, tries])

  return (
    <Frame site={form?.site_name ?? ''} demo={form?.demo ?? false} other="/track">
      {form !== null ? (
        <Filing form={form} />
      ) : (
        <main class="narrow">
          <Heading>{trouble === null ? t.opening : t.title}</Heading>
          {trouble !== null && (
            <>
              <Notice>
                <SetbackText setback={trouble} />
              </Notice>
              <button type="button" class="button wide" onClick={() => setTries(tries + 1)}>
                {t.retry}
              </button>
            </>
          )}
        </main>
      )}
    </Frame>
  )
}

function Filing({ form }: { form: Form }) {
  const t = useTexts()
  const [draft, setDraft] = useState(loadDraft)
  const [kept, setKept] = useState(true)
  const [step, go] = useStep(draft.sent ? 3 : draft.step)
  const [phase, setPhase] = useState<Phase>(
    draft.sent ? { kind: 'sending' } : { kind: 'filling', rejected: [] },
  )

  function keep(next: Draft): void {
    setDraft(next)
    setKept(saveDraft(next))
  }

  function settle(outcome: Delivered): void {
    if (outcome.kind === 'done') {
      eraseDraft()
      setPhase({ kind: 'received', receipt: outcome.answer, pin: draft.pin })
    } else {
      keep({ ...draft, sent: false })
      setPhase({ kind: 'filling', rejected: outcome.messages })
    }
  }

  function toStep(next: number): void {
    keep({ ...draft, step: next })
    go(next)
  }

  function submit(): void {
    const wrong = [1, 2, 3].find((each) => missingOn(each, draft).length > 0)
    if (wrong !== undefined && wrong !== step) {
      toStep(wrong)
      return
    }
    if (wrong !== undefined || draft.sent) return
    setPhase({ kind: 'sending' })
    keep({ ...draft, sent: true })
  }

  if (phase.kind === 'received') return <Received receipt={phase.receipt} pin={phase.pin} />
  if (phase.kind === 'sending') return <Sending draft={draft} onSettled={settle} />
  const shared = { draft, onEdit: (change: Partial<Draft>) => keep({ ...draft, ...change }) }
  return (
    <main class="narrow" key={step}>
      <p class="help">{t.steps(step)}</p>
      {phase.rejected.length > 0 && (
        <Notice>
          <p>{t.rejected}</p>
          <ul>
            {phase.rejected.map((message) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </Notice>
      )}
      {step === 1 && <Appear {...shared} onNext={() => toStep(2)} />}
      {step === 2 && <What {...shared} form={form} onBack={() => toStep(1)} onNext={() => toStep(3)} />}
      {step === 3 && <Contact {...shared} form={form} onStep={toStep} onSubmit={submit} />}
      {!kept && <p class="help">{t.unkept}</p>}
    </main>
  )
}

/**
 * The draft is fixed once it is sent: a reload, a second press, another language go on with the same key and the same
 * words, so that it stays one complaint.
 */
function Sending({ draft, onSettled }: { draft: Draft; onSettled: (outcome: Delivered) => void }) {
  const { t, language } = useSettings()
  const [setback, setSetback] = useState<Setback | null>(null)
  const [pause] = useState(() => new Pause())
  const settled = useRef(onSettled)

  useEffect(() => {
    let gone = false
    const send = () => file(complaintOf(draft), draft.key, language)
    void deliver(send, pause.start, setSetback).then((outcome) => {
      if (!gone) settled.current(outcome)
    })
    return () => {
      gone = true
    }
  }, [draft, language, pause])

  return (
    <main class="narrow" aria-busy={setback === null}>
      <Heading key={setback === null ? 'sending' : 'not yet'}>
        {setback === null ? t.sending : t.notYet}
      </Heading>
      {setback === null ? (
        <p>{t.sendingWait}</p>
      ) : (
        <>
          <Notice>
            <SetbackText setback={setback} />
          </Notice>
          <p>{t.notYetText}</p>
          <button type="button" class="button primary wide" onClick={pause.cut}>
            {t.retry}
          </button>
        </>
      )}
    </main>
  )
}

/** What was filed stands; files are sent to it by its code, so that a lost one never costs the complaint. */
function Received({ receipt, pin }: { receipt: Receipt; pin: string }) {
  const t = useTexts()
  const [found, setFound] = useState<Case | null>(null)
  return (
    <main class="narrow outcome">
      <Heading>{t.receiptTitle}</Heading>
      <CodeCard code={receipt.tracking_code} number={receipt.number} />
      <p>{t.decideBy(t.day(lastDay(receipt.decide_by)))}</p>
      {pin !== '' && <p>{t.pinSet}</p>}
      <p>{t.keepCode}</p>
      <Files
        shown={{ code: receipt.tracking_code, ...(pin !== '' && { pin }) }}
        files={found?.attachments ?? []}
        against={found?.choices.find(({ action }) => action === 'attachment')?.reasons ?? []}
        onArrived={setFound}
      />
    </main>
  )
}

/** The last day in time, in China: what comes from the server is the first instant that is too late. */
function lastDay(due: string): string {
  const local = new Date(new Date(due).getTime() - 1 + 8 * 3_600_000)
  return local.toISOString().slice(0, 10)
}

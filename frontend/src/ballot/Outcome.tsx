import type { FinalReason, Setback } from './api'
import { Heading, Notice } from './Parts'
import { useTexts } from './settings'
import type { Texts } from './zh'

interface SendingProps {
  setback: Setback | null
  trying: boolean
  onRetry: () => void
}

export function Sending({ setback, trying, onRetry }: SendingProps) {
  const t = useTexts()
  if (!setback)
    return (
      <main class="narrow">
        <Heading key="sending">{t.sending}</Heading>
        <p>{t.sendingWait}</p>
      </main>
    )
  return (
    <main class="narrow">
      <Heading key="not yet">{t.notYet}</Heading>
      <Notice>
        <p>{setbackText(setback, t)}</p>
        {setback.kind === 'failed' && setback.trace !== null && <p>{t.trace(setback.trace)}</p>}
      </Notice>
      <p>{t.setBackSame}</p>
      {setback.kind !== 'wait' && (
        <button type="button" class="button primary wide" aria-disabled={trying} onClick={onRetry}>
          {trying ? t.sending : t.retry}
        </button>
      )}
    </main>
  )
}

export function Thanks() {
  const t = useTexts()
  return (
    <main class="narrow outcome">
      <svg class="seal" viewBox="0 0 64 64" width="64" height="64" aria-hidden="true">
        <circle cx="32" cy="32" r="30" fill="none" stroke="currentColor" stroke-width="2" />
        <path d="M19 33.5 28.5 43 46 23" fill="none" stroke="currentColor" stroke-width="4" />
      </svg>
      <Heading>{t.thanksTitle}</Heading>
      <p>{t.thanks}</p>
    </main>
  )
}

interface RefusedProps {
  reason: FinalReason
  contact: string | null
  onAgain: () => void
}

export function Refused({ reason, contact, onAgain }: RefusedProps) {
  const t = useTexts()
  return (
    <main class="narrow outcome">
      <Heading>{t.refusedTitle[reason]}</Heading>
      <p>{t.refusedText[reason]}</p>
      {contact && (
        <p class="prose">
          {t.introContact}: {contact}
        </p>
      )}
      <button type="button" class="button wide" onClick={onAgain}>
        {t.otherCode}
      </button>
    </main>
  )
}

function setbackText(setback: Setback, t: Texts): string {
  switch (setback.kind) {
    case 'wait':
      return t.setBackWait(t.duration(setback.seconds))
    case 'failed':
      return t.setBackFailed
    case 'silent':
      return t.setBackSilent
  }
}

import { useEffect, useState } from 'preact/hooks'
import { randomHex } from '../ballot/draft'
import { Heading, Notice } from '../ballot/Parts'
import { loadSite, renewCode, track, type Act, type Case, type Refusal, type Shown, type Site } from './api'
import { CaseView } from './CaseView'
import { CodeCard } from './CodeCard'
import { CodeEntry } from './CodeEntry'
import { Frame, SetbackText } from './Frame'
import { useSettings, useTexts } from './settings'

type Phase =
  | { kind: 'entry'; refusal: Refusal | null }
  | { kind: 'case'; shown: Shown; found: Case }
  | { kind: 'temporary'; shown: Shown; key: string; refusal: Refusal | null }
  | { kind: 'renewed'; shown: Shown; code: string }

/** Following a case. Code and PIN are kept in memory only: after a reload they are asked for again. */
export function Track() {
  const { language } = useSettings()
  const [phase, setPhase] = useState<Phase>({ kind: 'entry', refusal: null })
  const [busy, setBusy] = useState(false)
  const [site, setSite] = useState<Site>({ site_name: '', demo: false })

  useEffect(() => {
    void loadSite(language).then((outcome) => {
      if (outcome.kind === 'done') setSite(outcome.answer) // without it the page works as well
    })
  }, [language])

  async function open(shown: Shown): Promise<void> {
    setBusy(true)
    const outcome = await track(shown, language)
    setBusy(false)
    if (outcome.kind === 'done') setPhase({ kind: 'case', shown, found: outcome.answer })
    else if (outcome.kind === 'rejected' && outcome.code === 'code_temporary')
      setPhase({ kind: 'temporary', shown, key: randomHex(16), refusal: null })
    else setPhase({ kind: 'entry', refusal: outcome })
  }

  async function exchange(shown: Shown, key: string): Promise<Refusal | null> {
    setBusy(true)
    const outcome = await renewCode(shown, key, language)
    setBusy(false)
    if (outcome.kind !== 'done') return outcome
    setPhase({ kind: 'renewed', shown, code: outcome.answer.tracking_code })
    return null
  }

  async function act(shown: Shown, name: Act, fields: Record<string, unknown>): Promise<Refusal | null> {
    const outcome = await track(shown, language, name, fields)
    if (outcome.kind !== 'done') return outcome
    const pin = typeof fields.new_pin === 'string' ? { pin: fields.new_pin } : {}
    setPhase({ kind: 'case', shown: { ...shown, ...pin }, found: outcome.answer })
    return null
  }

  return (
    <Frame
      site={site.site_name}
      demo={site.demo || (phase.kind === 'case' && phase.found.demo)}
      other="/complain"
    >
      {phase.kind === 'entry' && (
        <CodeEntry busy={busy} refusal={phase.refusal} onOpen={(shown) => void open(shown)} />
      )}
      {phase.kind === 'case' && (
        <CaseView
          shown={phase.shown}
          found={phase.found}
          onFound={(found) => setPhase((now) => (now.kind === 'case' ? { ...now, found } : now))}
          onAct={(name, fields) => act(phase.shown, name, fields)}
          onRenew={(key) => exchange(phase.shown, key)}
          onReopen={() => void open(phase.shown)}
          onLeave={() => setPhase({ kind: 'entry', refusal: null })}
        />
      )}
      {phase.kind === 'temporary' && (
        <Temporary
          busy={busy}
          refusal={phase.refusal}
          onExchange={() =>
            void exchange(phase.shown, phase.key).then((refusal) => {
              if (refusal !== null) setPhase({ ...phase, refusal })
            })
          }
        />
      )}
      {phase.kind === 'renewed' && (
        <Renewed code={phase.code} onGoOn={() => void open({ ...phase.shown, code: phase.code })} />
      )}
    </Frame>
  )
}

function Temporary({
  busy,
  refusal,
  onExchange,
}: {
  busy: boolean
  refusal: Refusal | null
  onExchange: () => void
}) {
  const t = useTexts()
  return (
    <main class="narrow">
      <Heading>{t.temporaryTitle}</Heading>
      <p class="prose">{t.temporaryText}</p>
      {refusal !== null && (
        <Notice>
          {refusal.kind === 'rejected' ? (
            <p>{refusal.messages.join(' ')}</p>
          ) : (
            <SetbackText setback={refusal} />
          )}
        </Notice>
      )}
      <div class="forth">
        <button
          type="button"
          class="button primary wide"
          aria-disabled={busy}
          onClick={() => {
            if (!busy) onExchange()
          }}
        >
          {busy ? t.checking : t.exchange}
        </button>
      </div>
    </main>
  )
}

function Renewed({ code, onGoOn }: { code: string; onGoOn: () => void }) {
  const t = useTexts()
  return (
    <main class="narrow outcome">
      <Heading>{t.exchangedTitle}</Heading>
      <p>{t.exchangedText}</p>
      <CodeCard code={code} />
      <div class="forth">
        <button type="button" class="button primary wide" onClick={onGoOn}>
          {t.goOn}
        </button>
      </div>
    </main>
  )
}

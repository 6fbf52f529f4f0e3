import { useState } from 'preact/hooks'
import { randomHex } from '../ballot/draft'
import { Notice } from '../ballot/Parts'
import { ActForm, partOf } from './ActForm'
import type { Act, Case, Refusal } from './api'
import { SetbackText } from './Frame'
import { useTexts } from './settings'

interface ActsProps {
  choices: Case['choices']
  onAct: (act: Act, fields: Record<string, unknown>) => Promise<Refusal | null>
  onRenew: (key: string) => Promise<Refusal | null>
  onReopen: () => void
}

/** What is most likely wanted comes first, and stands open. */
const URGENT: Act[] = ['supplement', 'rating']

type Choice = Case['choices'][number]
const isAct = (choice: Choice): choice is Choice & { action: Act } => choice.action !== 'attachment'

/** What can be done now, each with its own form, and why other things cannot. */
export function Acts({ choices, onAct, onRenew, onReopen }: ActsProps) {
  const t = useTexts()
  const [open, setOpen] = useState<Act | null>(
    () =>
      choices.filter(isAct).find(({ action, reasons }) => URGENT.includes(action) && reasons.length === 0)
        ?.action ?? null,
  )
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [key] = useState(() => randomHex(16))

  async function send(act: Act, fields: Record<string, unknown>): Promise<void> {
    if (busy) return
    setBusy(true)
    setSaid('')
    const refused = act === 'code' ? await onRenew(key) : await onAct(act, fields)
    setBusy(false)
    setRefusal(refused)
    if (refused === null) {
      setOpen(null)
      setSaid(`${t.act[act]}: ${t.done}`)
    }
  }

  const acts = choices.filter(isAct)
  const errors = refusal?.kind === 'rejected' ? refusal.errors : []
  const placed = errors.length > 0 && errors.every(({ pointer }) => open !== null && partOf(open, pointer))
  const possible = acts.filter(({ reasons }) => reasons.length === 0)
  const barred = acts.filter(({ reasons }) => reasons.length > 0)
  return (
    <section class="acts">
      <h2>{t.canDo}</h2>
      <p class="said" role="status">
        {said}
      </p>
      {refusal !== null && !placed && (
        <Notice>
          {refusal.kind === 'rejected' ? (
            <p>{refusal.messages.join(' ')}</p>
          ) : refusal.kind === 'silent' ? (
            <p>{t.lost}</p>
          ) : (
            <SetbackText setback={refusal} />
          )}
          {refusal.kind === 'silent' && (
            <button type="button" class="small" onClick={onReopen}>
              {t.reopen}
            </button>
          )}
        </Notice>
      )}
      <ul>
        {possible.map(({ action }) => (
          <li key={action} class="act">
            <button
              type="button"
              class="opener"
              aria-expanded={open === action}
              onClick={() => {
                setOpen(open === action ? null : action)
                setRefusal(null)
              }}
            >
              {t.act[action]}
            </button>
            {open === action && (
              <ActForm
                act={action}
                busy={busy}
                errors={errors}
                onSend={(fields) => void send(action, fields)}
              />
            )}
          </li>
        ))}
      </ul>
      {barred.length > 0 && (
        <details>
          <summary>{t.cannotDo}</summary>
          <dl class="barred">
            {barred.map(({ action, reasons }) => (
              <div key={action}>
                <dt>{t.act[action]}</dt>
                <dd>{reasons.join(' ')}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </section>
  )
}

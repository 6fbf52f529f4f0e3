import { useState } from 'preact/hooks'
import type { Act, Rating, Rejection } from './api'
import { Check, Fault, RadioCard, Story, TextField } from './Fields'
import { useTexts } from './settings'
import type { Texts } from './zh'

const RATINGS: Rating[] = ['satisfied', 'basically', 'dissatisfied']
/** The name and the greatest length of each act's text; an act without one has no text. */
const TEXTS: Partial<Record<Act, [field: string, max: number]>> = {
  supplement: ['text', 5000],
  message: ['text', 2000],
  rating: ['note', 2000],
  review: ['reason', 2000],
  withdrawal: ['note', 2000],
  retaliation: ['text', 5000],
}
const OPTIONAL: Act[] = ['withdrawal', 'rating']
/** What cannot be taken back is confirmed with a box to tick. */
const FINAL: Act[] = ['withdrawal', 'erasure']

interface Filled {
  text: string
  pin: string
  rating: Rating | null
  sure: boolean
}

/** A part of the form, and what is wrong with it. */
type Faults = Partial<Record<keyof Filled, string>>

/** The part of an act's form that the server means. Undefined: none of them. */
export function partOf(act: Act, pointer: string): keyof Filled | undefined {
  if (pointer === `/${TEXTS[act]?.[0]}`) return 'text'
  if (act === 'rating' && pointer === '/rating') return 'rating'
  return act === 'pin' && pointer === '/new_pin' ? 'pin' : undefined
}

/** The form of one act. */
export function ActForm({
  act,
  busy,
  errors,
  onSend,
}: {
  act: Act
  busy: boolean
  /** What the server found wrong with what was sent. */
  errors: Rejection['errors']
  onSend: (fields: Record<string, unknown>) => void
}) {
  const t = useTexts()
  const [filled, setFilled] = useState<Filled>({ text: '', pin: '', rating: null, sure: false })
  const [asked, setAsked] = useState(false)
  const faults: Faults = { ...refused(act, errors), ...(asked && faultsOf(act, filled, t)) }
  const edit = (change: Partial<Filled>) => setFilled({ ...filled, ...change })
  const written = TEXTS[act]
  const id = `act-${act}`

  function send(): void {
    setAsked(true)
    if (Object.keys(faultsOf(act, filled, t)).length > 0) return
    onSend({
      ...(written && { [written[0]]: filled.text.trim() }),
      ...(act === 'rating' && { rating: filled.rating }),
      ...(act === 'pin' && { new_pin: filled.pin }),
    })
  }

  return (
    <form
      class="act-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <p class="help">{t.actText[act]}</p>
      {act === 'rating' && (
        <>
          <div
            class="choice cards wide"
            role="radiogroup"
            aria-label={t.act.rating}
            aria-describedby="rating-fault"
          >
            {RATINGS.map((rating) => (
              <RadioCard
                key={rating}
                name="rating"
                value={rating}
                checked={filled.rating === rating}
                title={t.rating[rating]}
                onChoose={() => edit({ rating })}
              />
            ))}
          </div>
          <Fault id="rating">{faults.rating}</Fault>
        </>
      )}
      {written && (
        <Story
          id={id}
          label={t.actField[act]}
          optional={OPTIONAL.includes(act) && filled.rating !== 'dissatisfied'}
          max={written[1]}
          value={filled.text}
          fault={faults.text}
          onChange={(text) => edit({ text })}
        />
      )}
      {act === 'pin' && (
        <TextField
          id={id}
          label={t.actField.pin}
          value={filled.pin}
          fault={faults.pin}
          input={{ inputMode: 'numeric', maxLength: 6 }}
          onChange={(pin) => edit({ pin: pin.normalize('NFKC').replace(/\D/g, '') })}
        />
      )}
      {FINAL.includes(act) && (
        <Check
          id={`${id}-sure`}
          label={act === 'erasure' ? t.erasureConfirm : t.withdrawalConfirm}
          checked={filled.sure}
          fault={faults.sure}
          onChange={(sure) => edit({ sure })}
        />
      )}
      <button type="submit" class="button primary wide" aria-disabled={busy}>
        {busy ? t.sending : t.actSend[act]}
      </button>
    </form>
  )
}

function refused(act: Act, errors: Rejection['errors']): Faults {
  const faults: Faults = {}
  for (const { pointer, message } of errors) {
    const part = partOf(act, pointer)
    if (part !== undefined) faults[part] = message
  }
  return faults
}

/** What can be seen to be wrong before anything is sent. */
function faultsOf(act: Act, { text, pin, rating, sure }: Filled, t: Texts): Faults {
  const empty = text.trim() === ''
  const max = TEXTS[act]?.[1]
  const left = max === undefined ? 0 : max - Array.from(text).length
  if (act === 'rating' && rating === null) return { rating: t.ratingMissing }
  if (act === 'rating' && rating === 'dissatisfied' && empty) return { text: t.ratingReason }
  if (act === 'pin' && !/^\d{6}$/.test(pin)) return { pin: t.missing.pin }
  if (TEXTS[act] && !OPTIONAL.includes(act) && empty) return { text: t.actMissing }
  return {
    ...(left < 0 && { text: t.left(left) }),
    ...(FINAL.includes(act) && !sure && { sure: t.unconfirmed }),
  }
}

import { useState } from 'preact/hooks'
import type { Act, Rating } from './api'
import { Check, RadioCard, Story, TextField } from './Fields'
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

interface Filled {
  text: string
  pin: string
  rating: Rating | null
  sure: boolean
}

/** The form of one act. What ends something is confirmed with a box to tick. */
export function ActForm({
  act,
  busy,
  onSend,
}: {
  act: Act
  busy: boolean
  onSend: (fields: Record<string, unknown>) => void
}) {
  const t = useTexts()
  const [filled, setFilled] = useState<Filled>({ text: '', pin: '', rating: null, sure: false })
  const [asked, setAsked] = useState(false)
  const fault = asked ? faultOf(act, filled, t) : undefined
  const edit = (change: Partial<Filled>) => setFilled({ ...filled, ...change })
  const written = TEXTS[act]
  const id = `act-${act}`

  function send(): void {
    setAsked(true)
    if (faultOf(act, filled, t) !== undefined) return
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
        <div class="choice cards wide" role="radiogroup" aria-label={t.act.rating}>
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
      )}
      {written && (
        <Story
          id={id}
          label={t.actField[act]}
          optional={OPTIONAL.includes(act) && filled.rating !== 'dissatisfied'}
          max={written[1]}
          value={filled.text}
          fault={fault}
          onChange={(text) => edit({ text })}
        />
      )}
      {act === 'pin' && (
        <TextField
          id={id}
          label={t.actField.pin}
          value={filled.pin}
          fault={fault}
          input={{ inputMode: 'numeric', maxLength: 6 }}
          onChange={(pin) => edit({ pin: pin.normalize('NFKC').replace(/\D/g, '') })}
        />
      )}
      {act === 'withdrawal' && (
        <Check
          id="withdrawal-sure"
          label={t.withdrawalConfirm}
          checked={filled.sure}
          onChange={(sure) => edit({ sure })}
        />
      )}
      <button type="submit" class="button primary wide" aria-disabled={busy}>
        {busy ? t.sending : t.actSend[act]}
      </button>
    </form>
  )
}

function faultOf(act: Act, { text, pin, rating, sure }: Filled, t: Texts): string | undefined {
  const empty = text.trim() === ''
  if (act === 'rating' && rating === null) return t.ratingMissing
  if (act === 'rating' && rating === 'dissatisfied' && empty) return t.ratingReason
  if (act === 'withdrawal' && !sure) return t.withdrawalUnconfirmed
  if (act === 'pin' && !/^\d{6}$/.test(pin)) return t.missing.pin
  if (TEXTS[act] && !OPTIONAL.includes(act) && empty) return t.actMissing
  const max = TEXTS[act]?.[1]
  return max !== undefined && Array.from(text).length > max
    ? t.left(max - Array.from(text).length)
    : undefined
}

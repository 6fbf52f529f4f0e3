import { useRef, useState } from 'preact/hooks'
import { faultOf, grouped, normalise, type CodeFault } from '../ballot/code'
import { Heading, Notice } from '../ballot/Parts'
import type { Refusal, Shown } from './api'
import { Fault, TextField } from './Fields'
import { SetbackText } from './Frame'
import { useTexts } from './settings'
import type { Texts } from './zh'

/** Where code and PIN are typed. What can be seen to be wrong is said before the server is asked. */
export function CodeEntry({
  busy,
  refusal,
  onOpen,
}: {
  busy: boolean
  refusal: Refusal | null
  onOpen: (shown: Shown) => void
}) {
  const t = useTexts()
  const [text, setText] = useState('')
  const [pin, setPin] = useState('')
  const [asked, setAsked] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const code = normalise(text)
  const fault = faultOf(code)
  const pressing = fault !== null && code !== '' && (asked || fault.kind !== 'short')

  function open(): void {
    setAsked(true)
    if (fault === null) onOpen(pin === '' ? { code } : { code, pin })
    else field.current?.focus()
  }

  return (
    <main class="narrow">
      <Heading>{t.trackTitle}</Heading>
      {refusal !== null && !busy && (
        <Notice>
          {refusal.kind === 'rejected' ? (
            <p>{refusal.messages.join(' ')}</p>
          ) : (
            <SetbackText setback={refusal} />
          )}
        </Notice>
      )}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) open()
        }}
      >
        <div class="field">
          <label for="code">{t.code}</label>
          <p id="code-help" class="help">
            {t.codeHelp}
          </p>
          <input
            id="code"
            ref={field}
            class="code"
            lang="en"
            type="text"
            value={text}
            onInput={({ currentTarget: { value, selectionEnd } }) =>
              setText(selectionEnd === value.length ? grouped(normalise(value)) : value)
            }
            autocomplete="off"
            autocapitalize="characters"
            autocorrect="off"
            spellcheck={false}
            aria-invalid={pressing}
            aria-describedby="code-help code-fault"
          />
          <Fault id="code">{pressing ? faultText(fault, t) : undefined}</Fault>
        </div>
        <TextField
          id="pin"
          label={t.pinEntry}
          help={t.pinEntryHelp}
          optional
          value={pin}
          input={{ inputMode: 'numeric', maxLength: 6 }}
          onChange={(typed) => setPin(typed.normalize('NFKC').replace(/\D/g, ''))}
        />
        <div class="forth">
          <button type="submit" class="button primary wide" aria-disabled={busy}>
            {busy ? t.checking : t.openCase}
          </button>
        </div>
      </form>
    </main>
  )
}

function faultText(fault: CodeFault, t: Texts): string {
  switch (fault.kind) {
    case 'foreign':
      return t.codeForeign(fault.character)
    case 'short':
      return t.codeShort(fault.missing)
    case 'long':
      return t.codeLong(fault.extra)
    case 'mistyped':
      return t.codeMistyped
  }
}

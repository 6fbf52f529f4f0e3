import { useRef, useState } from 'preact/hooks'
import type { Refusal } from './api'
import { faultOf, grouped, normalise, type CodeFault } from './code'
import { Heading, Notice } from './Parts'
import { Scanner, useCanScan } from './Scanner'
import { useTexts } from './settings'
import type { Texts } from './zh'

interface EntryProps {
  typed: string
  refusal: Refusal | null
  busy: boolean
  onCode: (code: string) => void
}

/** Where the reader types or scans the ballot code. What can be seen to be wrong is said before the server is asked. */
export function Entry({ typed, refusal, busy, onCode }: EntryProps) {
  const t = useTexts()
  const [text, setText] = useState(grouped(typed))
  const [asked, setAsked] = useState(false)
  const [scanning, setScanning] = useState(false)
  const canScan = useCanScan()
  const field = useRef<HTMLInputElement>(null)
  const code = normalise(text)
  const fault = faultOf(code)
  const pressing = fault !== null && (asked || fault.kind !== 'short')

  function submit(): void {
    setAsked(true)
    if (fault === null) onCode(code)
    else field.current?.focus()
  }

  return (
    <main class="narrow">
      <Heading>{t.entryTitle}</Heading>
      {refusal && !busy && <Notice>{refusalText(refusal, t)}</Notice>}
      <form
        class="entry"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) submit()
        }}
      >
        <label for="code">{t.entryLabel}</label>
        <p id="code-help" class="help">
          {t.entryHelp}
        </p>
        <input
          id="code"
          ref={field}
          class="code"
          lang="en"
          type="text"
          value={text}
          onInput={(event) => setText(typedInto(event.currentTarget))}
          autocomplete="off"
          autocapitalize="characters"
          autocorrect="off"
          spellcheck={false}
          aria-invalid={pressing}
          aria-describedby="code-help code-hint"
        />
        <p id="code-hint" class={pressing ? 'hint wrong' : 'hint'} role="status">
          {hint(code, fault, asked || refusal !== null, t)}
        </p>
        <button type="submit" class="button primary wide" aria-disabled={busy}>
          {busy ? t.entryBusy : t.entryGo}
        </button>
      </form>
      {canScan && !scanning && (
        <button type="button" class="button wide" onClick={() => setScanning(true)}>
          {t.scan}
        </button>
      )}
      {scanning && (
        <Scanner
          onCode={(scanned) => {
            setScanning(false)
            setText(grouped(scanned))
            onCode(scanned)
          }}
          onClose={() => setScanning(false)}
        />
      )}
    </main>
  )
}

/** Groups of four while the reader types at the end; the text is left alone while something is mended in the middle. */
function typedInto({ value, selectionEnd }: HTMLInputElement): string {
  return selectionEnd === value.length ? grouped(normalise(value)) : value
}

/** Nothing before anything is typed; no praise of a code that the server has just turned down. */
function hint(code: string, fault: CodeFault | null, asked: boolean, t: Texts): string {
  if (code === '' && !asked) return ''
  if (fault !== null) return faultText(fault, t)
  return asked ? '' : t.codeFits
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

function refusalText(refusal: Refusal, t: Texts): string {
  switch (refusal.kind) {
    case 'wait':
      return t.wait(t.duration(refusal.seconds))
    case 'failed':
      return refusal.trace === null ? t.failed : `${t.failed} ${t.trace(refusal.trace)}`
    case 'silent':
      return t.silent
    case 'rejected':
      return refusal.message || t.failed
    case 'final':
      return t.codeUnknown
  }
}

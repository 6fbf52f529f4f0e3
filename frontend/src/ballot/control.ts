import { useLayoutEffect, useState } from 'preact/hooks'
import { start, submit, type Rejection } from './api'
import { EMPTY_ENTRY, reduce, type Action, type Ballot } from './ballot'
import { codeInText, isValid, normalise } from './code'
import { deliver, Pause } from './delivery'
import { eraseDraft, fits, freshDraft, loadDraft, saveDraft, submissionOf, type Draft } from './draft'
import { go, rewind } from './place'

/** Opens, keeps and submits one ballot; the screens show its state and call its methods. */
export class BallotControl {
  ballot: Ballot = EMPTY_ENTRY
  /** False when this browser keeps no draft over a reload. */
  kept = true
  readonly #pause = new Pause()
  readonly #listeners = new Set<() => void>()
  readonly #language: () => string

  /** @param language in which the server is to word its problems */
  constructor(language: () => string) {
    this.#language = language
  }

  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly dispatch = (action: Action): void => {
    const before = draftOf(this.ballot)
    this.ballot = reduce(this.ballot, action)
    const draft = draftOf(this.ballot)
    if (draft && draft !== before) this.kept = saveDraft(draft)
    for (const listener of this.#listeners) listener()
  }

  /** Goes on with what the address or this tab holds; without either the reader is asked for a code. */
  readonly begin = async (): Promise<void> => {
    addEventListener('online', this.#pause.cut)
    const scanned = takeFragment()
    const saved = loadDraft()
    const code = scanned === null ? saved?.code : (codeInText(scanned) ?? normalise(scanned))
    if (code === undefined) return
    if (saved?.sent && saved.code === code) await this.#send(saved)
    else if (isValid(code)) await this.#open(code, null, null)
    else this.dispatch({ type: 'not_opened', typed: code, refusal: null })
  }

  readonly open = (code: string): Promise<void> => this.#open(code, code, null)

  readonly submit = async (): Promise<void> => {
    if (this.ballot.phase === 'answering') await this.#send(this.ballot.draft)
  }

  readonly retryNow = (): void => this.#pause.cut()

  async #open(code: string, typed: string | null, rejection: Rejection | null): Promise<void> {
    this.dispatch({ type: 'opening', typed })
    const outcome = await start(code, this.#language())
    if (outcome.kind === 'form') {
      const saved = loadDraft()
      const resumed = saved !== null && fits(saved, code, outcome.form)
      if (!resumed) rewind()
      const draft = resumed ? saved : freshDraft(code, outcome.form)
      this.dispatch({ type: 'opened', form: outcome.form, draft, rejection })
    } else if (outcome.kind === 'final') {
      eraseDraft(code)
      if (outcome.reason === 'unknown') this.dispatch({ type: 'not_opened', typed: code, refusal: outcome })
      else this.dispatch({ type: 'refused', reason: outcome.reason })
    } else {
      this.dispatch({ type: 'not_opened', typed: code, refusal: outcome })
    }
  }

  async #send(unsent: Draft): Promise<void> {
    // Marked before it leaves: after a reload the page must repeat this very submission, not begin another.
    const sent = { ...unsent, sent: true }
    this.dispatch({ type: 'sending', draft: sent })
    const submission = submissionOf(sent)
    const outcome = await deliver(
      () => {
        this.dispatch({ type: 'trying' })
        return submit(submission, this.#language())
      },
      this.#pause.start,
      (setback) => this.dispatch({ type: 'set_back', setback }),
    )
    if (outcome.kind === 'rejected') {
      const draft = { ...sent, sent: false }
      this.dispatch({ type: 'rejected', draft, rejection: outcome })
      if (this.ballot.phase !== 'answering') await this.#open(draft.code, null, outcome)
      go({ screen: 'review', unit: null })
      return
    }
    eraseDraft(sent.code)
    this.dispatch(
      outcome.kind === 'accepted' ? { type: 'accepted' } : { type: 'refused', reason: outcome.reason },
    )
    rewind()
  }
}

export function useBallot(control: BallotControl): Ballot {
  const [ballot, setBallot] = useState(control.ballot)
  useLayoutEffect(() => {
    const follow = () => setBallot(control.ballot)
    follow()
    return control.listen(follow)
  }, [control])
  return ballot
}

function draftOf(ballot: Ballot): Draft | null {
  return ballot.phase === 'answering' || ballot.phase === 'sending' ? ballot.draft : null
}

/** The code in the address, which it then leaves: no history, screenshot or shared link shows it. */
function takeFragment(): string | null {
  const fragment = location.hash.slice(1)
  if (fragment === '') return null
  history.replaceState(null, '', location.pathname)
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}

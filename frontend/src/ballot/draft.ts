import type { Form, Submission } from './api'
import { isValid } from './code'
import { isRecord } from './post'

/**
 * The unfinished ballot of this tab. It survives a reload, in sessionStorage only, and is erased as soon as the
 * server has given a final answer.
 */
export interface Draft {
  code: string
  /** Made once: a submission that is repeated with it counts once. */
  nonce: string
  roundId: string
  answers: number[]
  /** By position of the unit. */
  comments: Record<number, string>
  /** It has left the page at least once, so the server may already have it: nothing may change any more. */
  sent: boolean
}

const KEY = 'pingyi.ballot.draft'

/** Control characters but line feed and tab, halves of surrogate pairs, direction overrides. */
export const REFUSED = /(?![\n\t])[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/gu

export function freshDraft(code: string, form: Form): Draft {
  return {
    code,
    nonce: randomHex(16),
    roundId: form.round_id,
    answers: new Array<number>(form.units.length * form.criteria.length).fill(0),
    comments: {},
    sent: false,
  }
}

/** Whether a stored draft belongs to this form, so that its answers stand for the same units. */
export function fits(draft: Draft, code: string, form: Form): boolean {
  const numbers = new Set(form.options.map((option) => option.number)).add(0)
  return (
    draft.code === code &&
    draft.roundId === form.round_id &&
    draft.answers.length === form.units.length * form.criteria.length &&
    draft.answers.every((answer) => numbers.has(answer)) &&
    Object.keys(draft.comments).every((unit) => Number(unit) < form.units.length)
  )
}

/** Comments without the characters that the server refuses; empty ones are left out. */
export function submissionOf(draft: Draft): Submission {
  const comments = Object.entries(draft.comments)
    .map(([unit, text]) => ({ unit: Number(unit), text: text.replace(REFUSED, '').trim() }))
    .filter(({ text }) => text !== '')
  return {
    code: draft.code,
    round_id: draft.roundId,
    retry_nonce: draft.nonce,
    answers: draft.answers,
    comments,
  }
}

/** False when the browser keeps nothing (storage is switched off or full). */
export function saveDraft(draft: Draft): boolean {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export function loadDraft(): Draft | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    return isDraft(stored) ? stored : null
  } catch {
    return null
  }
}

/** Erases the draft of this code; that of another code stays. */
export function eraseDraft(code: string): void {
  if (loadDraft()?.code === code) sessionStorage.removeItem(KEY)
}

function isDraft(value: unknown): value is Draft {
  return (
    isRecord(value) &&
    typeof value.code === 'string' &&
    isValid(value.code) &&
    typeof value.nonce === 'string' &&
    /^[0-9a-f]{32}$/.test(value.nonce) &&
    typeof value.roundId === 'string' &&
    Array.isArray(value.answers) &&
    value.answers.every((answer) => Number.isInteger(answer)) &&
    isRecord(value.comments) &&
    Object.entries(value.comments).every(([unit, text]) => /^\d+$/.test(unit) && typeof text === 'string') &&
    typeof value.sent === 'boolean'
  )
}

export function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}

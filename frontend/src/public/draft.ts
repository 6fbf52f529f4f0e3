import { randomHex, REFUSED } from '../ballot/draft'
import { isRecord } from '../ballot/post'
import type { Complaint, Mode } from './api'

/**
 * The unfinished complaint of this tab. It survives a reload, in sessionStorage only, and is erased as soon as the
 * server has given an answer that stands.
 */
export interface Draft {
  /** Made once: a complaint that is sent again with it is one case, and gets the same tracking code. */
  key: string
  /** It has left the page, so the server may already have it: nothing may change any more. */
  sent: boolean
  step: number
  mode: Mode
  /** Null: not chosen yet; an empty id: the complainant does not know. */
  unit: string | null
  category: string
  aboutHead: boolean
  text: string
  wish: string
  name: string
  phone: string
  pin: string
}

export const TEXT_MAX = 5000
export const WISH_MAX = 2000
const KEY = 'pingyi.complaint.draft'

export const freshDraft = (): Draft => ({
  key: randomHex(16),
  sent: false,
  step: 1,
  mode: 'confidential',
  unit: null,
  category: '',
  aboutHead: false,
  text: '',
  wish: '',
  name: '',
  phone: '',
  pin: '',
})

/** What is still missing on a step, by field. */
export function missingOn(step: number, draft: Draft): (keyof Draft)[] {
  const missing: (keyof Draft)[] = []
  if (step === 2) {
    if (draft.unit === null) missing.push('unit')
    if (draft.category === '') missing.push('category')
    if (clean(draft.text) === '') missing.push('text')
  }
  if (step === 3) {
    if (draft.mode !== 'anonymous' && clean(draft.name) === '') missing.push('name')
    if (draft.mode !== 'anonymous' && draft.phone.replace(/\D/g, '').length < 5) missing.push('phone')
    if (draft.pin !== '' && !/^\d{6}$/.test(draft.pin)) missing.push('pin')
  }
  return missing
}

/** The complaint as it is sent, without the characters that the server refuses. An anonymous one carries no contact. */
export function complaintOf(draft: Draft): Complaint {
  const named = draft.mode !== 'anonymous'
  return {
    mode: draft.mode,
    category: draft.category,
    unit_id: draft.unit === null || draft.unit === '' ? null : draft.unit,
    about_head: draft.aboutHead,
    subject: '',
    text: clean(draft.text),
    wish: clean(draft.wish),
    persons: 1,
    contact: named
      ? { name: line(draft.name), phone: line(draft.phone), id_number: '', address: '', email: '' }
      : null,
    pin: draft.pin === '' ? null : draft.pin,
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

export function loadDraft(): Draft {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    return isDraft(stored) ? stored : freshDraft()
  } catch {
    return freshDraft()
  }
}

export function eraseDraft(): void {
  try {
    sessionStorage.removeItem(KEY)
  } catch {
    // Nothing was kept.
  }
}

function isDraft(value: unknown): value is Draft {
  if (!isRecord(value)) return false
  const texts = ['mode', 'category', 'text', 'wish', 'name', 'phone', 'pin']
  return (
    typeof value.key === 'string' &&
    /^[0-9a-f]{32}$/.test(value.key) &&
    typeof value.sent === 'boolean' &&
    typeof value.aboutHead === 'boolean' &&
    [1, 2, 3].some((step) => step === value.step) &&
    (value.unit === null || typeof value.unit === 'string') &&
    texts.every((name) => typeof value[name] === 'string')
  )
}

const clean = (text: string): string => text.replace(REFUSED, '').trim()
const line = (text: string): string => clean(text).replace(/[\n\t\u200b-\u200f\u2060\ufeff]/g, '')

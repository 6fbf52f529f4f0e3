import { beforeEach, describe, expect, it, vi } from 'vitest'
import { eraseDraft, fits, freshDraft, loadDraft, saveDraft, submissionOf } from '../draft'
import { CODE, FORM, OTHER_CODE } from './form'

beforeEach(() => sessionStorage.clear())

describe('a draft', () => {
  it('begins blank, with 128 random bits of its own', () => {
    const draft = freshDraft(CODE, FORM)
    expect(draft.answers).toEqual([0, 0, 0, 0, 0, 0])
    expect(draft.nonce).toMatch(/^[0-9a-f]{32}$/)
    expect(freshDraft(CODE, FORM).nonce).not.toBe(draft.nonce)
  })

  it('survives a reload in sessionStorage, and only there, under a key without the code', () => {
    const draft = { ...freshDraft(CODE, FORM), comments: { 1: '好' }, sent: true }
    expect(saveDraft(draft)).toBe(true)
    expect(loadDraft()).toEqual(draft)
    expect(sessionStorage.length).toBe(1)
    expect(sessionStorage.key(0)).not.toContain(CODE)
    expect(localStorage.length).toBe(0)
  })

  it('is erased for its own code only', () => {
    saveDraft(freshDraft(CODE, FORM))
    eraseDraft(OTHER_CODE)
    expect(loadDraft()).not.toBeNull()
    eraseDraft(CODE)
    expect(sessionStorage.length).toBe(0)
  })

  it.each([
    'not json',
    'null',
    '[]',
    JSON.stringify({ ...freshDraft(CODE, FORM), code: 'SHORT' }),
    JSON.stringify({ ...freshDraft(CODE, FORM), nonce: 'x' }),
    JSON.stringify({ ...freshDraft(CODE, FORM), answers: ['1'] }),
    JSON.stringify({ ...freshDraft(CODE, FORM), comments: { one: 'x' } }),
  ])('is ignored when it is not one: %s', (stored) => {
    saveDraft(freshDraft(CODE, FORM))
    const key = sessionStorage.key(0) ?? ''
    sessionStorage.setItem(key, stored)
    expect(loadDraft()).toBeNull()
  })

  it('says so when the browser keeps nothing', () => {
    const full = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    vi.stubGlobal('sessionStorage', { setItem: full })
    expect(saveDraft(freshDraft(CODE, FORM))).toBe(false)
  })
})

describe('fitting a stored draft to the form', () => {
  const draft = freshDraft(CODE, FORM)

  it('accepts the same round, code, length and options', () => {
    expect(fits({ ...draft, answers: [1, 2, 3, 4, 0, 0] }, CODE, FORM)).toBe(true)
  })

  it.each([
    ['another code', draft, OTHER_CODE, FORM],
    ['another round', draft, CODE, { ...FORM, round_id: 'other' }],
    ['fewer units', draft, CODE, { ...FORM, units: FORM.units.slice(1) }],
    ['an option that is gone', { ...draft, answers: [9, 0, 0, 0, 0, 0] }, CODE, FORM],
    ['a comment on no unit', { ...draft, comments: { 3: 'x' } }, CODE, FORM],
  ])('refuses %s', (_, stored, code, form) => {
    expect(fits(stored, code, form)).toBe(false)
  })
})

describe('a submission', () => {
  it('carries the code, the nonce and the answers, and only comments that say something', () => {
    const draft = {
      ...freshDraft(CODE, FORM),
      answers: [1, 0, 0, 0, 0, 4],
      comments: { 0: ' ', 2: ' 办事快 ' },
    }
    expect(submissionOf(draft)).toEqual({
      code: CODE,
      round_id: FORM.round_id,
      retry_nonce: draft.nonce,
      answers: [1, 0, 0, 0, 0, 4],
      comments: [{ unit: 2, text: '办事快' }],
    })
  })

  it('leaves out characters that the server refuses, and keeps lines', () => {
    const text = 'a\u0000b\nc\u202ed\ud83d\ue000\u{1f600}'
    const [comment] = submissionOf({ ...freshDraft(CODE, FORM), comments: { 0: text } }).comments
    expect(comment?.text).toBe('ab\ncd\ue000\u{1f600}')
  })
})

import { describe, expect, it } from 'vitest'
import type { Rejection } from '../api'
import { bySequence, EMPTY_ENTRY, reduce, tally, unknownOption, type Action, type Ballot } from '../ballot'
import { freshDraft } from '../draft'
import { CODE, FORM } from './form'

const OPENED: Ballot = {
  phase: 'answering',
  form: FORM,
  draft: freshDraft(CODE, FORM),
  rejection: null,
}
const after = (...actions: Action[]): Ballot => actions.reduce(reduce, OPENED)
const draftAfter = (...actions: Action[]) => {
  const ballot = after(...actions)
  if (ballot.phase !== 'answering') throw new Error('no longer answering')
  return ballot.draft
}

describe('answering', () => {
  it('puts an answer into the cell of its unit and criterion', () => {
    const draft = draftAfter({ type: 'choose', unit: 1, criterion: 1, option: 3 })
    expect(draft.answers).toEqual([0, 0, 0, 3, 0, 0])
  })

  it('leaves a question blank again', () => {
    const draft = draftAfter(
      { type: 'choose', unit: 0, criterion: 0, option: 2 },
      { type: 'choose', unit: 0, criterion: 0, option: 0 },
    )
    expect(draft.answers).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('gives one answer to every criterion of one unit, and clears one unit', () => {
    const fill: Action = { type: 'fill', unit: 1, option: 4 }
    expect(draftAfter(fill).answers).toEqual([0, 0, 4, 4, 0, 0])
    expect(draftAfter(fill, { type: 'fill', unit: 1, option: 0 }).answers).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('cuts a comment at the length the server takes', () => {
    expect(draftAfter({ type: 'comment', unit: 2, text: '好'.repeat(25) }).comments[2]).toHaveLength(20)
  })

  it('counts answered, partial and skipped units, and comments that say something', () => {
    const draft = draftAfter(
      { type: 'fill', unit: 0, option: 1 },
      { type: 'choose', unit: 1, criterion: 0, option: 2 },
      { type: 'comment', unit: 1, text: '  ' },
      { type: 'comment', unit: 2, text: '办事快' },
    )
    expect(tally(draft, FORM)).toEqual({ answered: [0], partial: [1], skipped: [2], comments: 1 })
  })
})

describe('submitting', () => {
  const sent = { ...freshDraft(CODE, FORM), sent: true }
  const silent: Action = { type: 'set_back', setback: { kind: 'silent' } }

  it('lets nothing be changed while the server may already have it', () => {
    const sending = after({ type: 'sending', draft: sent }, silent)
    expect(reduce(sending, { type: 'choose', unit: 0, criterion: 0, option: 1 })).toBe(sending)
  })

  it('keeps telling of the last setback while it tries again', () => {
    const trying = after({ type: 'sending', draft: sent }, silent, { type: 'trying' })
    expect(trying).toMatchObject({ phase: 'sending', setback: { kind: 'silent' }, trying: true })
  })

  it('goes back to the form when the server refuses the content', () => {
    const rejection: Rejection = { kind: 'rejected', message: '有误', errors: [] }
    const draft = { ...sent, sent: false }
    const ballot = after({ type: 'sending', draft: sent }, { type: 'rejected', draft, rejection })
    expect(ballot).toEqual({ phase: 'answering', form: FORM, draft, rejection })
  })

  it('keeps nothing of the answers once they are received', () => {
    expect(after({ type: 'sending', draft: sent }, { type: 'accepted' })).toEqual({ phase: 'thanks' })
  })

  it('names the contact when the code has been used', () => {
    expect(after({ type: 'sending', draft: sent }, { type: 'refused', reason: 'used' })).toEqual({
      phase: 'refused',
      reason: 'used',
      contact: '市效能办',
    })
  })
})

describe('the entry', () => {
  it('keeps what was typed when the server turns it down', () => {
    const refusal = { kind: 'wait', seconds: 60 } as const
    const ballot = reduce(EMPTY_ENTRY, { type: 'not_opened', typed: CODE, refusal })
    expect(ballot).toEqual({ phase: 'entry', typed: CODE, refusal, busy: false })
  })
})

describe('the form', () => {
  it('begins a group where the sequence changes', () => {
    expect(bySequence(FORM)).toEqual([
      { sequence: '政府部门', units: [0, 1] },
      { sequence: '街道', units: [2] },
    ])
  })

  it('offers the answer for a whole unit only if exactly one option does not count', () => {
    expect(unknownOption(FORM)?.label).toBe('不了解')
    expect(unknownOption({ ...FORM, options: FORM.options.slice(0, 3) })).toBeNull()
  })
})

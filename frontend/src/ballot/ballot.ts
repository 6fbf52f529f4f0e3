import type { FinalReason, Form, Refusal, Rejection, Setback } from './api'
import type { Draft } from './draft'

/** Everything the page shows, apart from the place in the form (place.ts) and the reader's settings. */
export type Ballot =
  | { phase: 'entry'; typed: string; refusal: Refusal | null; busy: boolean }
  | { phase: 'opening' }
  | { phase: 'answering'; form: Form; draft: Draft; rejection: Rejection | null }
  /** `setback` is what became of the attempt before; `trying` says that another is under way. */
  | { phase: 'sending'; form: Form | null; draft: Draft; setback: Setback | null; trying: boolean }
  | { phase: 'thanks' }
  | { phase: 'refused'; reason: FinalReason; contact: string | null }

export type Edit =
  | { type: 'choose'; unit: number; criterion: number; option: number }
  /** The same answer to every criterion of a unit; 0 clears them. */
  | { type: 'fill'; unit: number; option: number }
  | { type: 'comment'; unit: number; text: string }

export type Action =
  | Edit
  | { type: 'opening'; typed: string | null }
  /** `refusal` is null when the code itself shows that it is wrong. */
  | { type: 'not_opened'; typed: string; refusal: Refusal | null }
  | { type: 'opened'; form: Form; draft: Draft; rejection: Rejection | null }
  | { type: 'sending'; draft: Draft }
  | { type: 'trying' }
  | { type: 'set_back'; setback: Setback }
  | { type: 'rejected'; draft: Draft; rejection: Rejection }
  | { type: 'accepted' }
  | { type: 'refused'; reason: FinalReason }
  | { type: 'again' }

export const EMPTY_ENTRY: Ballot = { phase: 'entry', typed: '', refusal: null, busy: false }

export function reduce(ballot: Ballot, action: Action): Ballot {
  switch (action.type) {
    case 'opening':
      return action.typed === null
        ? { phase: 'opening' }
        : { phase: 'entry', typed: action.typed, refusal: null, busy: true }
    case 'not_opened':
      return { phase: 'entry', typed: action.typed, refusal: action.refusal, busy: false }
    case 'opened':
      return { phase: 'answering', form: action.form, draft: action.draft, rejection: action.rejection }
    case 'sending':
      return {
        phase: 'sending',
        form: ballot.phase === 'answering' ? ballot.form : null,
        draft: action.draft,
        setback: null,
        trying: true,
      }
    case 'trying':
      return ballot.phase === 'sending' ? { ...ballot, trying: true } : ballot
    case 'set_back':
      return ballot.phase === 'sending' ? { ...ballot, setback: action.setback, trying: false } : ballot
    case 'rejected':
      if (ballot.phase !== 'sending') return ballot
      return ballot.form
        ? { phase: 'answering', form: ballot.form, draft: action.draft, rejection: action.rejection }
        : { ...ballot, draft: action.draft }
    case 'accepted':
      return { phase: 'thanks' }
    case 'refused':
      return { phase: 'refused', reason: action.reason, contact: formOf(ballot)?.contact ?? null }
    case 'again':
      return EMPTY_ENTRY
    default:
      return ballot.phase === 'answering'
        ? { ...ballot, draft: edited(ballot.draft, ballot.form, action) }
        : ballot
  }
}

export function formOf(ballot: Ballot): Form | null {
  return ballot.phase === 'answering' || ballot.phase === 'sending' ? ballot.form : null
}

function edited(draft: Draft, form: Form, edit: Edit): Draft {
  if (edit.type === 'comment')
    return { ...draft, comments: { ...draft.comments, [edit.unit]: edit.text.slice(0, form.comment_max) } }
  const width = form.criteria.length
  const first = edit.unit * width + (edit.type === 'choose' ? edit.criterion : 0)
  const last = first + (edit.type === 'choose' ? 1 : width)
  const answers = draft.answers.map((answer, cell) => (cell >= first && cell < last ? edit.option : answer))
  return { ...draft, answers }
}

/** A unit is answered when every criterion is, skipped when none is. */
export type UnitState = 'answered' | 'partial' | 'skipped'

export function answersOf(draft: Draft, form: Form, unit: number): number[] {
  const width = form.criteria.length
  return draft.answers.slice(unit * width, (unit + 1) * width)
}

export function stateOf(draft: Draft, form: Form, unit: number): UnitState {
  const given = answersOf(draft, form, unit).filter((answer) => answer !== 0).length
  return given === 0 ? 'skipped' : given === form.criteria.length ? 'answered' : 'partial'
}

export function commentOf(draft: Draft, unit: number): string {
  return draft.comments[unit] ?? ''
}

/** Positions of the units by state, and the number of comments. */
export interface Tally {
  answered: number[]
  partial: number[]
  skipped: number[]
  comments: number
}

export function tally(draft: Draft, form: Form): Tally {
  const result: Tally = { answered: [], partial: [], skipped: [], comments: 0 }
  form.units.forEach((_, unit) => result[stateOf(draft, form, unit)].push(unit))
  result.comments = Object.values(draft.comments).filter((text) => text.trim() !== '').length
  return result
}

/** Units in roll order with the name of the sequence where a new one begins. */
export function bySequence(form: Form): { sequence: string; units: number[] }[] {
  const groups: { sequence: string; units: number[] }[] = []
  form.units.forEach(({ sequence }, unit) => {
    const group = groups[groups.length - 1]
    if (group?.sequence === sequence) group.units.push(unit)
    else groups.push({ sequence, units: [unit] })
  })
  return groups
}

/** The one option that does not count (不了解), if there is exactly one: it may be given to a whole unit at once. */
export function unknownOption(form: Form): Form['options'][number] | null {
  const invalid = form.options.filter((option) => !option.valid)
  return invalid.length === 1 ? (invalid[0] ?? null) : null
}

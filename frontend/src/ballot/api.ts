/** The two calls of the ballot page; every outcome is a value, none is thrown. */
import { errorsIn, isRecord, post, text, waitOf, type Reply } from './post'

const BASE = '/api/v1/ballots'

export interface Unit {
  code: string
  name: string
  sequence: string
  duties: string
}
export interface Criterion {
  code: string
  name: string
  help: string
}
/** `valid` is false for an answer that does not count in the rate, such as 不了解. */
export interface Option {
  number: number
  label: string
  valid: boolean
}
/** What a code opens: the form of one round. */
export interface Form {
  round_id: string
  title: string
  greeting: string
  contact: string
  demo: boolean
  stratum_name: string
  units: Unit[]
  criteria: Criterion[]
  options: Option[]
  comment_max: number
}
/** Answers in cell order: for each unit, for each criterion, 0 (blank) or the number of the option. */
export interface Submission {
  code: string
  round_id: string
  retry_nonce: string
  answers: number[]
  comments: { unit: number; text: string }[]
}

/** The server has spoken and will not change its mind. */
export type FinalReason = 'unknown' | 'used' | 'not_open'
/** The server refuses this input; `errors` in its own words, with JSON pointers into it. */
export interface Rejection {
  kind: 'rejected'
  message: string
  errors: { pointer: string; message: string }[]
}
/** `wait`: refused for now. `failed`: the server broke. `silent`: no answer came, so nobody knows. */
export type Setback =
  { kind: 'wait'; seconds: number } | { kind: 'failed'; trace: string | null } | { kind: 'silent' }
export type Refusal = { kind: 'final'; reason: FinalReason } | Rejection | Setback

export async function start(code: string, language: string): Promise<{ kind: 'form'; form: Form } | Refusal> {
  const reply = await post(`${BASE}/start`, { code }, language)
  if (reply === null) return { kind: 'silent' }
  if (reply.status !== 200) return refusal(reply)
  return isForm(reply.body) ? { kind: 'form', form: reply.body } : { kind: 'silent' }
}

export async function submit(
  submission: Submission,
  language: string,
): Promise<{ kind: 'accepted' } | Refusal> {
  const reply = await post(`${BASE}/submissions`, submission, language)
  if (reply === null) return { kind: 'silent' }
  // A page that some gateway puts in between also says 200, but the real answer has no body.
  if (reply.status === 201 || reply.status === 200)
    return { kind: reply.body === null ? 'accepted' : 'silent' }
  return refusal(reply)
}

function refusal(reply: Reply): Refusal {
  const { status, body } = reply
  const problem = isRecord(body) ? body : {}
  const { code } = problem
  if (status === 409 && code === 'code_used') return { kind: 'final', reason: 'used' }
  if (status === 409 && code === 'round_not_open') return { kind: 'final', reason: 'not_open' }
  // A 404 without a code is not the program's: the address is not served, which says nothing about the ballot code.
  if (status === 404 && typeof code === 'string') return { kind: 'final', reason: 'unknown' }
  const seconds = waitOf(reply)
  if (seconds !== null) return { kind: 'wait', seconds }
  if (status >= 400 && status < 500 && typeof code === 'string') {
    return {
      kind: 'rejected',
      message: text(problem.detail) ?? text(problem.title) ?? '',
      errors: errorsIn(problem),
    }
  }
  return { kind: 'failed', trace: text(problem.trace_id) }
}

/** Enough to tell the program's answer from a stranger's; the server's schema vouches for the rest. */
function isForm(body: unknown): body is Form {
  return (
    isRecord(body) &&
    typeof body.round_id === 'string' &&
    [body.units, body.criteria, body.options].every((list) => Array.isArray(list) && list.length > 0)
  )
}

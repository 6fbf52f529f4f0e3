/** The two calls of the ballot page. No cookie, no cache, no referrer; every outcome is a value, none is thrown. */
const BASE = '/api/v1/ballots'
const TIMEOUT_MS = 20_000
const DEFAULT_WAIT_S = 30

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
  const reply = await post('/start', { code }, language)
  if (reply === null) return { kind: 'silent' }
  if (reply.status !== 200) return refusal(reply)
  return isForm(reply.body) ? { kind: 'form', form: reply.body } : { kind: 'silent' }
}

export async function submit(
  submission: Submission,
  language: string,
): Promise<{ kind: 'accepted' } | Refusal> {
  const reply = await post('/submissions', submission, language)
  if (reply === null) return { kind: 'silent' }
  // A page that some gateway puts in between also says 200, but the real answer has no body.
  if (reply.status === 201 || reply.status === 200)
    return { kind: reply.body === null ? 'accepted' : 'silent' }
  return refusal(reply)
}

interface Reply {
  status: number
  retryAfter: string | null
  /** null when empty, undefined when it is not JSON. */
  body: unknown
}

async function post(path: string, body: unknown, language: string): Promise<Reply | null> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS)
  try {
    const response = await fetch(BASE + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': language },
      body: JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      redirect: 'error',
      signal: abort.signal,
    })
    const text = await response.text()
    const retryAfter = response.headers.get('Retry-After')
    return { status: response.status, retryAfter, body: text === '' ? null : parsed(text) }
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}

function refusal({ status, retryAfter, body }: Reply): Refusal {
  const problem = isRecord(body) ? body : {}
  const { code } = problem
  if (status === 409 && code === 'code_used') return { kind: 'final', reason: 'used' }
  if (status === 409 && code === 'round_not_open') return { kind: 'final', reason: 'not_open' }
  // A 404 without a code is not the program's: the address is not served, which says nothing about the ballot code.
  if (status === 404 && typeof code === 'string') return { kind: 'final', reason: 'unknown' }
  if (status === 429 || (status === 503 && retryAfter !== null)) {
    const seconds = Number.parseInt(retryAfter ?? '', 10)
    return { kind: 'wait', seconds: seconds > 0 ? seconds : DEFAULT_WAIT_S }
  }
  if (status >= 400 && status < 500 && typeof code === 'string') {
    return {
      kind: 'rejected',
      message: text(problem.detail) ?? text(problem.title) ?? '',
      errors: errorsIn(problem),
    }
  }
  return { kind: 'failed', trace: text(problem.trace_id) }
}

function errorsIn(problem: Record<string, unknown>): Rejection['errors'] {
  const errors: unknown[] = Array.isArray(problem.errors) ? problem.errors : []
  return errors.filter(isRecord).map((error) => ({
    pointer: text(error.pointer) ?? '',
    message: text(error.message) ?? '',
  }))
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** Enough to tell the program's answer from a stranger's; the server's schema vouches for the rest. */
function isForm(body: unknown): body is Form {
  return (
    isRecord(body) &&
    typeof body.round_id === 'string' &&
    [body.units, body.criteria, body.options].every((list) => Array.isArray(list) && list.length > 0)
  )
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One thing wrong with the input: a JSON pointer into the body (or `query:name`), a stable code, a message. */
export interface FieldProblem {
  pointer: string
  code: string
  message: string
}

/** RFC 9457 problem document: the body of every answer that is not a success. */
export interface Problem {
  type: string
  title: string
  status: number
  code: string
  trace_id: string
  detail?: string | null
  errors?: FieldProblem[]
  /** 412 only: the state that somebody else has saved meanwhile. */
  current?: Record<string, unknown>
}

/** A request that did not succeed. Status 0: no answer came, and the problem is ours (`network`, `unreadable`). */
export class ApiError extends Error {
  readonly status: number
  readonly problem: Problem
  /** Seconds, from Retry-After. */
  readonly retryAfter: number | null

  constructor(status: number, problem: Problem, retryAfter: number | null = null) {
    super(problem.detail ?? problem.title)
    this.name = 'ApiError'
    this.status = status
    this.problem = problem
    this.retryAfter = retryAfter
  }
}

/** A problem that arose on this side. The title is empty: the page has the words for `code`. */
export function localProblem(code: 'network' | 'unreadable', status = 0, traceId = ''): Problem {
  return { type: 'about:blank', title: '', status, code, trace_id: traceId }
}

export function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'title' in value &&
    typeof value.title === 'string'
  )
}

/** The error of an answer that is not a success. Reads its body. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null)
  return apiError(response, body)
}

/** The error of an answer whose body has been read. */
export function apiError(response: Response, body: unknown): ApiError {
  const trace = response.headers.get('X-Trace-Id') ?? ''
  const problem = isProblem(body) ? body : localProblem('unreadable', response.status, trace)
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN)
  return new ApiError(response.status, problem, Number.isFinite(seconds) ? seconds : null)
}

export function isStatus(error: unknown, ...statuses: number[]): error is ApiError {
  return error instanceof ApiError && statuses.includes(error.status)
}

/** Requests of the pages without a session: no cookie, no cache, no referrer. Nothing is thrown. */
const TIMEOUT_MS = 20_000
const DEFAULT_WAIT_S = 30

export interface Reply {
  status: number
  retryAfter: string | null
  /** null when empty, undefined when it is not JSON. */
  body: unknown
}

interface Init {
  method?: 'POST'
  headers?: Record<string, string>
  body?: string
}

export const post = (
  path: string,
  body: unknown,
  language: string,
  headers: Record<string, string> = {},
): Promise<Reply | null> =>
  ask(path, language, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

/** Null when no answer came. */
export async function ask(path: string, language: string, init: Init = {}): Promise<Reply | null> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS)
  try {
    const response = await fetch(path, {
      ...init,
      headers: { ...init.headers, 'Accept-Language': language },
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

/** Seconds to wait before the next try, null where the answer is another one than "not now". */
export function waitOf({ status, retryAfter }: Reply): number | null {
  if (status !== 429 && (status !== 503 || retryAfter === null)) return null
  const seconds = Number.parseInt(retryAfter ?? '', 10)
  return seconds > 0 ? seconds : DEFAULT_WAIT_S
}

/** What is wrong with the input, in the words of the server, with JSON pointers into it. */
export function errorsIn(problem: Record<string, unknown>): { pointer: string; message: string }[] {
  const errors: unknown[] = Array.isArray(problem.errors) ? problem.errors : []
  return errors.filter(isRecord).map((error) => ({
    pointer: text(error.pointer) ?? '',
    message: text(error.message) ?? '',
  }))
}

export const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

import { ApiError, apiError, errorOf, localProblem } from './errors'
import { accessToken, currentSession, refresh } from './session'

export const API = '/api/v1'

/**
 * fetch with the session: sends the access token and the language, and tries once more with a new token after a 401.
 * Resolves with any answer that the server gives; throws ApiError(0) when none comes.
 */
export async function authorisedFetch(request: Request): Promise<Response> {
  const again = request.clone()
  const sent = await accessToken()
  const response = await attempt(request, sent)
  if (response.status !== 401 || sent === null) return response
  await refresh()
  const renewed = currentSession().status === 'in' ? await accessToken() : null
  return renewed === null ? response : attempt(again, renewed)
}

async function attempt(request: Request, token: string | null): Promise<Response> {
  request.headers.set('Accept-Language', document.documentElement.lang)
  if (token !== null) request.headers.set('Authorization', `Bearer ${token}`)
  try {
    return await fetch(request)
  } catch (cause) {
    if (request.signal.aborted) throw cause
    throw new ApiError(0, localProblem('network'))
  }
}

type Scalar = string | number | boolean | null | undefined
export type Params = Record<string, Scalar | readonly string[]>

/** A query string with its question mark; null, undefined and '' are left out. */
export function queryString(params: Params = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value as Scalar]) {
      if (one !== null && one !== undefined && one !== '') search.append(name, String(one))
    }
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

export interface Options {
  query?: Params
  /** JSON, or a form that is sent as multipart. */
  body?: unknown
  ifMatch?: string
  signal?: AbortSignal
}

function requestFor(method: string, path: string, { query, body, ifMatch, signal }: Options): Request {
  const headers = new Headers()
  if (ifMatch !== undefined) headers.set('If-Match', ifMatch)
  const multipart = body instanceof FormData
  if (body !== undefined && !multipart) headers.set('Content-Type', 'application/json')
  return new Request(new URL(`${API}${path}${queryString(query)}`, location.origin), {
    method,
    headers,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: multipart ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
}

/** An answer with the ETag that the next edit has to send back. */
export interface Tagged<T> {
  data: T
  etag: string
}

/** Send a request below /api/v1. Throws ApiError for every answer that is not a success. */
export async function respond(method: string, path: string, options: Options = {}): Promise<Response> {
  const response = await authorisedFetch(requestFor(method, path, options))
  if (!response.ok) throw await errorOf(response)
  return response
}

/** Send a request and read its JSON answer (undefined when the answer is empty). */
export async function send<T>(method: string, path: string, options: Options = {}): Promise<T> {
  return (await sendTagged<T>(method, path, options)).data
}

/** Like `send`, with the answer's ETag. */
export async function sendTagged<T>(method: string, path: string, options: Options = {}): Promise<Tagged<T>> {
  const response = await respond(method, path, options)
  const text = await response.text()
  let data: unknown
  try {
    data = text === '' ? undefined : JSON.parse(text)
  } catch {
    throw apiError(response, null)
  }
  return { data: data as T, etag: response.headers.get('ETag') ?? '' }
}

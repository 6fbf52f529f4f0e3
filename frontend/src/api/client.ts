import createClient from 'openapi-fetch'
import { ApiError, apiError, errorOf, localProblem } from './errors'
import type { paths } from './schema.gen'
import { accessToken, currentSession, refresh } from './session'
import { showAgain } from './stepUp'

/** Refusals after which the session is no longer what the page knows. */
const CHANGED = new Set(['forbidden', 'password_expired', 'second_factor_required'])

/**
 * fetch with the session: sends the access token and the language, and tries once more with a new token after a 401,
 * or once the person has shown again who they are, where that is asked for. Resolves with any answer that the server
 * gives; throws ApiError(0) when none comes.
 */
export async function authorisedFetch(request: Request): Promise<Response> {
  const again = request.clone()
  const response = await fetchRenewed(request)
  if (response.status !== 403) return response
  const { code } = (await errorOf(response.clone())).problem
  if (code === 'step_up_required') return (await showAgain()) ? fetchRenewed(again) : response
  // Roles have changed, or a password or second factor has to be set: the session says so, and the page follows.
  if (CHANGED.has(code)) await refresh().catch(() => undefined) // what was refused is said in any case
  return response
}

/** Sends the access token, and once more a new one after a 401. */
async function fetchRenewed(request: Request): Promise<Response> {
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

/** The API, typed by its specification. Every call goes through `unwrap` or `unwrapTagged`. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: authorisedFetch })

interface Answer {
  data?: unknown
  error?: unknown
  response: Response
}

type Data<A extends Answer> = [Exclude<A['data'], undefined>] extends [never]
  ? undefined
  : Exclude<A['data'], undefined>

/** What a call answers. Throws ApiError when it is not a success. */
export async function unwrap<A extends Answer>(call: Promise<A>): Promise<Data<A>> {
  return (await unwrapTagged(call)).data
}

/** An answer with its ETag, which the next edit sends back as If-Match. */
export interface Tagged<T> {
  data: T
  etag: string
}

export async function unwrapTagged<A extends Answer>(call: Promise<A>): Promise<Tagged<Data<A>>> {
  const { data, error, response } = await call
  if (!response.ok) throw apiError(response, error)
  return { data: data as Data<A>, etag: response.headers.get('ETag') ?? '' }
}

/** The ETag of a version that was read in a list. */
export const etagOf = (version: number): string => `"${version}"`

export type Params = Record<string, string | number | boolean | null | undefined>

/** A request for what is no JSON (files): throws ApiError when the answer is not a success. null and '' are not sent. */
export async function respond(
  method: 'GET' | 'POST',
  path: string,
  { query = {}, body, etag }: { query?: Params; body?: unknown; etag?: string } = {},
): Promise<Response> {
  const address = new URL(`/api/v1${path}`, location.origin)
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') address.searchParams.set(name, String(value))
  }
  const form = body instanceof FormData
  const response = await authorisedFetch(
    new Request(address, {
      method,
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
      headers: {
        ...(body === undefined || form ? {} : { 'Content-Type': 'application/json' }),
        ...(etag === undefined ? {} : { 'If-Match': etag }),
      },
    }),
  )
  if (!response.ok) throw await errorOf(response)
  return response
}

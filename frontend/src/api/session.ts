import { useSyncExternalStore } from 'react'
import { ApiError, errorOf, localProblem } from './errors'
import type { components } from './schema.gen'

export type Me = components['schemas']['Me']
/** The answer of login and refresh. */
export type Entry = components['schemas']['LoginOut']

export type Session =
  | { status: 'starting' }
  | { status: 'failed'; error: unknown }
  | { status: 'out' }
  | { status: 'in'; user: Me }

const REFRESH = '/api/v1/auth/refresh'
/** Milliseconds before its end at which a token is no longer used. */
const MARGIN = 20_000
/** Milliseconds to wait, time after time, while the new cookie of a refresh begun elsewhere is still on its way. */
const PAUSES = [0, 300, 1000, 2000]

// The access token lives in this variable only; the refresh token is a cookie that no script can read.
let token: { text: string; until: number } | null = null
let session: Session = { status: 'starting' }
let refreshing: Promise<void> | null = null
const listeners = new Set<() => void>()
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('pingyi.session')
channel?.addEventListener('message', (event) => {
  if (event.data === 'left') become({ status: 'out' })
})

function become(next: Session): void {
  if (next.status !== 'in') token = null
  session = next
  for (const listener of listeners) listener()
}

/** Take over what login or refresh answered. */
export function enter(entry: Entry): void {
  token = { text: entry.access_token, until: Date.now() + entry.expires_in * 1000 }
  become({ status: 'in', user: entry.user })
}

/** Forget the session here and in the other tabs. The server is told by whoever calls this. */
export function leave(): void {
  become({ status: 'out' })
  channel?.postMessage('left')
}

export function currentSession(): Session {
  return session
}

export function onSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Find out at the start of the page whether the refresh cookie still opens a session. */
export async function startSession(): Promise<void> {
  if (session.status === 'failed') become({ status: 'starting' })
  try {
    await refresh()
  } catch (error) {
    if (session.status === 'starting') become({ status: 'failed', error })
  }
}

/** The access token to send, refreshed when it is about to end; null when nobody is logged in. */
export async function accessToken(): Promise<string | null> {
  if (session.status !== 'in') return null
  if (token && token.until - MARGIN > Date.now()) return token.text
  await refresh()
  return token?.text ?? null
}

/**
 * Get a new access token; afterwards the session is `in` or `out`. One request at a time: callers in this tab share
 * it, other tabs wait for the lock, since each refresh replaces the cookie. Throws when the server cannot be asked.
 */
export function refresh(): Promise<void> {
  refreshing ??= locked(requestToken).finally(() => {
    refreshing = null
  })
  return refreshing
}

async function locked(work: () => Promise<void>): Promise<void> {
  // Web locks exist in secure contexts only; without them the server's answer `refresh_raced` is the safety net.
  if ('locks' in navigator) await navigator.locks.request('pingyi.refresh', work)
  else await work()
}

async function requestToken(): Promise<void> {
  let response = await post()
  for (const pause of PAUSES) {
    if (response.status !== 409) break
    const raced = await errorOf(response)
    if (raced.problem.code !== 'refresh_raced') throw raced
    await new Promise((resume) => setTimeout(resume, pause))
    response = await post()
  }
  if (response.ok) enter((await response.json()) as Entry)
  else if (response.status === 401) become({ status: 'out' })
  else throw await errorOf(response)
}

async function post(): Promise<Response> {
  try {
    return await fetch(REFRESH, {
      method: 'POST',
      credentials: 'same-origin',
      // The browser takes the new cookie even when the page is left meanwhile; else a quick reload would log out.
      keepalive: true,
      // A foreign page cannot send this type; so the server knows that the request is ours.
      headers: { 'Content-Type': 'application/json', 'Accept-Language': document.documentElement.lang },
    })
  } catch {
    throw new ApiError(0, localProblem('network'))
  }
}

export function useSession(): Session {
  return useSyncExternalStore(onSession, currentSession)
}

/** The person logged in. Only for pages inside the shell, which shows nothing to anybody else. */
export function useMe(): Me {
  const current = useSession()
  if (current.status !== 'in')
    throw new Error('This part of the page is shown to people who are logged in only.')
  return current.user
}

/** Whether the person logged in has a permission (a name of the server's policy table). */
export function useCan(): (permission: string) => boolean {
  const current = useSession()
  return (permission) => current.status === 'in' && current.user.permissions.includes(permission)
}

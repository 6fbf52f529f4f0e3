import { send } from '@/api/client'
import type { Role } from '@/api/roles'
import { enter, leave, type Entry } from '@/api/session'

export interface DemoRole {
  role: Role
  label: string
  display_name: string
}

export interface OwnSession {
  id: string
  created_at: string
  last_seen_at: string
  current: boolean
  device: string
}

export async function logIn(values: { username: string; password: string }): Promise<void> {
  enter(await send<Entry>('POST', '/auth/login', { body: values }))
}

export async function logInAsDemo(role: string): Promise<void> {
  enter(await send<Entry>('POST', '/demo/login', { body: { role } }))
}

/** Ends the session on the server and then here. When the server cannot be told, the session stays. */
export async function logOut(): Promise<void> {
  await send('POST', '/auth/logout')
  leave()
}

export const listDemoRoles = () => send<DemoRole[]>('GET', '/demo/roles')

export const checkActivation = (token: string) =>
  send<{ username: string; display_name: string }>('POST', '/auth/activation/check', { body: { token } })

export const activate = (values: { token: string; password: string }) =>
  send('POST', '/auth/activate', { body: values })

export const changePassword = (values: { current: string; new: string }) =>
  send('PUT', '/auth/me/password', { body: values })

export const listSessions = () => send<{ items: OwnSession[] }>('GET', '/auth/sessions')

export const endSession = (id: string) => send('DELETE', `/auth/sessions/${id}`)

import { api, etagOf, unwrap } from '@/api/client'
import type { components } from '@/api/schema.gen'
import { enter, leave } from '@/api/session'

type Schemas = components['schemas']

export async function logIn(body: Schemas['LoginIn']): Promise<void> {
  enter(await unwrap(api.POST('/api/v1/auth/login', { body })))
}

export async function logInAsDemo(body: Schemas['DemoLoginIn']): Promise<void> {
  enter(await unwrap(api.POST('/api/v1/demo/login', { body })))
}

/** Ends the session on the server and then here. When the server cannot be told, the session stays. */
export async function logOut(): Promise<void> {
  // The type is what shows the server that the request comes from this page.
  await unwrap(api.POST('/api/v1/auth/logout', { headers: { 'Content-Type': 'application/json' } }))
  leave()
}

export const listDemoRoles = () => unwrap(api.GET('/api/v1/demo/roles'))

export const checkActivation = (token: string) =>
  unwrap(api.POST('/api/v1/auth/activation/check', { body: { token } }))

export const activate = (body: Schemas['ActivationIn']) => unwrap(api.POST('/api/v1/auth/activate', { body }))

export const changePassword = (body: Schemas['PasswordIn']) =>
  unwrap(api.PUT('/api/v1/auth/me/password', { body }))

export type Me = Schemas['Me']

export const ME = ['auth', 'me'] as const

export const getMe = () => unwrap(api.GET('/api/v1/auth/me'))

export const editMe = (version: number, body: Schemas['MeEdit']) =>
  unwrap(api.PATCH('/api/v1/auth/me', { params: { header: { 'If-Match': etagOf(version) } }, body }))

export const listSessions = () => unwrap(api.GET('/api/v1/auth/sessions'))

export const endSession = (id: string) =>
  unwrap(api.DELETE('/api/v1/auth/sessions/{session_id}', { params: { path: { session_id: id } } }))

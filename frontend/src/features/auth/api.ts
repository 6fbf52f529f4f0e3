import { api, etagOf, unwrap } from '@/api/client'
import type { components } from '@/api/schema.gen'
import { enter, leave } from '@/api/session'

type Schemas = components['schemas']

/** Logs in, or gives the token that the code of the second factor is sent with. */
export async function logIn(body: Schemas['LoginIn']): Promise<string | null> {
  const answer = await unwrap(api.POST('/api/v1/auth/login', { body }))
  if ('token' in answer) return answer.token
  enter(answer)
  return null
}

export async function logInByCode(body: Schemas['LoginCodeIn']): Promise<void> {
  enter(await unwrap(api.POST('/api/v1/auth/login/code', { body })))
}

/** The type is what shows the server that a request comes from this page. */
const OWN_PAGE = { headers: { 'Content-Type': 'application/json' } }

/** Where the browser goes to log in through the identity provider. */
export const beginProviderLogin = async () =>
  (await unwrap(api.POST('/api/v1/auth/provider', OWN_PAGE))).address

/** Logs in with what the provider sent back, or gives the token that the code of the second factor is sent with. */
export async function logInByProvider(body: Schemas['ProviderReturnIn']): Promise<string | null> {
  const answer = await unwrap(api.POST('/api/v1/auth/provider/return', { body }))
  if ('token' in answer) return answer.token
  enter(answer)
  return null
}

export const IDENTITY = ['auth', 'identity'] as const

export const getIdentity = () => unwrap(api.GET('/api/v1/auth/me/identity'))

/** Where the browser goes to show the identity that is to be linked to the own account. */
export const beginLink = async () => (await unwrap(api.POST('/api/v1/auth/me/identity', OWN_PAGE))).address

export const linkIdentity = (body: Schemas['ProviderReturnIn']) =>
  unwrap(api.POST('/api/v1/auth/me/identity/return', { body }))

export const unlinkIdentity = () => unwrap(api.DELETE('/api/v1/auth/me/identity'))

export const stepUp = (body: Schemas['StepUpIn']) => unwrap(api.POST('/api/v1/auth/step-up', { body }))

export const stepUpInDemo = () => unwrap(api.POST('/api/v1/demo/step-up'))

export async function logInAsDemo(body: Schemas['DemoLoginIn']): Promise<void> {
  enter(await unwrap(api.POST('/api/v1/demo/login', { body })))
}

/** Ends the session on the server and then here. When the server cannot be told, the session stays. */
export async function logOut(): Promise<void> {
  await unwrap(api.POST('/api/v1/auth/logout', OWN_PAGE))
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

export const FACTOR = ['auth', 'second-factor'] as const

export type SecondFactor = Schemas['SecondFactorOut']

export type Setup = Schemas['SetupOut']

const AT = '/api/v1/auth/me/second-factor'

export const getSecondFactor = () => unwrap(api.GET(AT))

export const beginSetup = () => unwrap(api.POST(AT))

export const confirmSetup = async (code: string) =>
  (await unwrap(api.POST(`${AT}/confirm`, { body: { code } }))).recovery_codes

export const removeSecondFactor = () => unwrap(api.DELETE(AT))

export const newRecoveryCodes = async () => (await unwrap(api.POST(`${AT}/recovery-codes`))).recovery_codes

export const listSessions = () => unwrap(api.GET('/api/v1/auth/sessions'))

export const endSession = (id: string) =>
  unwrap(api.DELETE('/api/v1/auth/sessions/{session_id}', { params: { path: { session_id: id } } }))

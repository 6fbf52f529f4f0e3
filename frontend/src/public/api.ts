/** The calls of the complaint pages; every outcome is a value, none is thrown. */
import type { components } from '@/api/schema.gen'
import { ask, errorsIn, isRecord, post, text, waitOf, type Reply } from '../ballot/post'

type Schemas = components['schemas']
export type Form = Schemas['FilingForm']
export type Complaint = Schemas['ComplaintIn']
export type Receipt = Schemas['CaseRegistered']
export type Case = Schemas['CaseTrack']
export type Site = Pick<Schemas['SystemInfo'], 'site_name' | 'demo'>
/** What is done with a form; files have a section of their own. */
export type Act = Exclude<Schemas['TrackAct'], 'attachment'>
export type Mode = Schemas['IdentityMode']
export type Rating = Schemas['Rating']

/** What opens a case. Kept in memory only. */
export interface Shown {
  code: string
  pin?: string
}

/** `wait`: not now. `failed`: the server broke. `silent`: no answer came, so nobody knows. */
export type Setback =
  { kind: 'wait'; seconds: number } | { kind: 'failed'; trace: string | null } | { kind: 'silent' }
/** The server refuses; in its own words. */
export interface Rejection {
  kind: 'rejected'
  code: string
  messages: string[]
  /** Those of the messages that are about a part of what was sent, with JSON pointers into it. */
  errors: { pointer: string; message: string }[]
}
export type Refusal = Rejection | Setback
export type Outcome<Answer> = { kind: 'done'; answer: Answer } | Refusal

const FILING = '/api/v1/filing'
const TRACKING = '/api/v1/tracking'

export const loadForm = async (language: string): Promise<Outcome<Form>> =>
  outcomeOf(await ask(FILING, language), (body): body is Form & Record<string, unknown> =>
    Array.isArray(body.groups),
  )

export const file = async (complaint: Complaint, key: string, language: string): Promise<Outcome<Receipt>> =>
  outcomeOf(
    await post(FILING, complaint, language, { 'Idempotency-Key': key }),
    (body): body is Receipt & Record<string, unknown> => typeof body.tracking_code === 'string',
  )

/** Whose page it is, and whether the whole installation is a demonstration. */
export const loadSite = async (language: string): Promise<Outcome<Site>> =>
  outcomeOf(
    await ask('/api/v1/system/info', language),
    (body): body is Site & Record<string, unknown> => typeof body.site_name === 'string',
  )

/** Opens a case, or does something with it and shows it as it is then. */
export const track = async (
  shown: Shown,
  language: string,
  act: Act | null = null,
  fields: Record<string, unknown> = {},
): Promise<Outcome<Case>> =>
  outcomeOf(
    await post(act === null ? TRACKING : `${TRACKING}/${act}`, { ...shown, ...fields }, language),
    (body): body is Case & Record<string, unknown> => Array.isArray(body.steps),
  )

export type OwnCopy = Schemas['OwnCopy']

/** What is kept of the own case, to take home. */
export const loadCopy = async (shown: Shown, language: string): Promise<Outcome<OwnCopy>> =>
  outcomeOf(
    await post(`${TRACKING}/copy`, shown, language),
    (body): body is OwnCopy & Record<string, unknown> => isRecord(body.case),
  )

/** Exchanges the code. The same key gives the same new code, should the answer get lost. */
export const renewCode = async (
  shown: Shown,
  key: string,
  language: string,
): Promise<Outcome<Schemas['CodeRenewed']>> =>
  outcomeOf(
    await post(`${TRACKING}/code`, shown, language, { 'Idempotency-Key': key }),
    (body): body is Schemas['CodeRenewed'] & Record<string, unknown> =>
      typeof body.tracking_code === 'string',
  )

/** A page that some gateway puts in between also says 200: only what `isAnswer` knows is the program's. */
export function outcomeOf<Answer>(
  reply: Reply | null,
  isAnswer: (body: Record<string, unknown>) => body is Answer & Record<string, unknown>,
): Outcome<Answer> {
  if (reply === null) return { kind: 'silent' }
  const { status, body } = reply
  if (status === 200 || status === 201)
    return isRecord(body) && isAnswer(body) ? { kind: 'done', answer: body } : { kind: 'silent' }
  const seconds = waitOf(reply)
  if (seconds !== null) return { kind: 'wait', seconds }
  const problem = isRecord(body) ? body : {}
  const code = text(problem.code)
  if (status >= 400 && status < 500 && code !== null) {
    const errors = errorsIn(problem)
    const told = errors.map(({ message }) => message)
    return { kind: 'rejected', code, errors, messages: told.length > 0 ? told : [text(problem.title) ?? ''] }
  }
  return { kind: 'failed', trace: text(problem.trace_id) }
}

/** The calls of the results pages: plain GETs that browser and proxies may keep. Every outcome is a value. */
import type { components } from '@/api/schema.gen'
import { waitOf } from '../../ballot/post'
import type { Setback } from '../api'

type Schemas = components['schemas']
export type PublishedRound = Schemas['PublicRound']
export type PublishedVersion = Schemas['PublicVersion']
export type Entry = Schemas['DictionaryEntry']
export type Checkpoint = Schemas['CheckpointOut']
export type Site = Schemas['SystemInfo']

export type Loaded<Answer> = { kind: 'done'; answer: Answer } | { kind: 'absent' } | Setback

const TIMEOUT_MS = 30_000
const PUBLIC = '/api/v1/public'

export const addressOf = (round: string, version: number): string =>
  `${PUBLIC}/results/${round}?version=${version}`
export const tableOf = (round: string, version: number, table: 'units' | 'cells'): string =>
  `${PUBLIC}/results/${round}/table?version=${version}&table=${table}`

/** All published rounds. */
export const loadRounds = async (): Promise<Loaded<PublishedRound[]>> =>
  read(`${PUBLIC}/results`, async (response) => ((await response.json()) as Schemas['PublicRounds']).items)

/** The bytes of a version; of the one that counts without a number. */
export const loadFile = async (round: string, version: number | null): Promise<Loaded<Uint8Array>> => {
  const query = version === null ? '' : `?version=${version}`
  const path = `${PUBLIC}/results/${encodeURIComponent(round)}${query}`
  return read(path, async (response) => new Uint8Array(await response.arrayBuffer()))
}

export const loadDictionary = async (): Promise<Loaded<Entry[]>> =>
  read(
    `${PUBLIC}/dictionary`,
    async (response) => ((await response.json()) as Schemas['DictionaryOut']).items,
  )

/** The newest checkpoints of the audit record. */
export const loadCheckpoints = async (): Promise<Loaded<Checkpoint[]>> =>
  read(
    `${PUBLIC}/checkpoints?limit=10`,
    async (response) => ((await response.json()) as Schemas['CheckpointsOut']).items,
  )

export const loadSite = async (): Promise<Loaded<Site>> =>
  read('/api/v1/system/info', async (response) => (await response.json()) as Site)

async function read<Answer>(
  path: string,
  take: (response: Response) => Promise<Answer>,
): Promise<Loaded<Answer>> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS)
  try {
    const response = await fetch(path, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: abort.signal,
    })
    if (response.ok) return { kind: 'done', answer: await take(response) }
    const seconds = waitOf({
      status: response.status,
      retryAfter: response.headers.get('Retry-After'),
      body: null,
    })
    if (seconds !== null) return { kind: 'wait', seconds }
    // An address that was cut short is no id.
    if (response.status === 404 || response.status === 422) return { kind: 'absent' }
    return { kind: 'failed', trace: response.headers.get('X-Trace-Id') }
  } catch {
    return { kind: 'silent' }
  } finally {
    clearTimeout(timer)
  }
}

import { ApiError, type FieldProblem } from '@/api/errors'
import type { CaseState, Channel, IdentityMode, WordTable } from './api'

/** The parts of a complaint that a column of a work order may hold, in the order of the form. */
export const PARTS = [
  'source_id',
  'subject',
  'text',
  'wish',
  'category',
  'unit',
  'mode',
  'persons',
  'name',
  'phone',
  'id_number',
  'address',
  'email',
  'received_at',
  'external_due',
] as const
export type Part = (typeof PARTS)[number]

/** Without them a work order is no complaint. */
export const NEEDED: readonly Part[] = ['source_id', 'text']

export const STATES = [
  'registered',
  'supplementing',
  'not_accepted',
  'transferred_out',
  'accepted',
  'dispatched',
  'handling',
  'reply_review',
  'replied',
  'closed',
  'reviewing',
  'withdrawn',
  'merged',
  'terminated',
] as const satisfies CaseState[]

export const MODES = ['open', 'confidential', 'anonymous'] as const satisfies IdentityMode[]

/** `web` is this program's own page. */
export const CHANNELS = [
  'hotline',
  'letter',
  'visit',
  'mayor_mailbox',
  'reception_day',
  'api',
] as const satisfies Channel[]

export interface Row {
  theirs?: string
  ours?: string
}

/** What the form holds: words as rows, units as lines of text, since there may be two thousand of them. */
export interface Values {
  mapping: Omit<WordTable, 'categories' | 'modes' | 'units'> & {
    categories: Row[]
    modes: Row[]
    units?: string
  }
  note?: string
}

const rowsOf = (words: Record<string, string>): Row[] =>
  Object.entries(words).map(([theirs, ours]) => ({ theirs, ours }))

/** What a form begins with. null: with nothing. */
export function valuesOf(mapping: WordTable | null): Values {
  if (mapping === null) {
    const nothing = { name: '', channel: 'api' as const, members: {}, states: {}, categories: [], modes: [] }
    return { mapping: { ...nothing, default_category: 'other', default_mode: 'confidential' } }
  }
  return {
    mapping: {
      ...mapping,
      categories: rowsOf(mapping.categories),
      modes: rowsOf(mapping.modes),
      units: rowsOf(mapping.units)
        .map(({ theirs, ours }) => `${theirs ?? ''}\t${ours ?? ''}`)
        .join('\n'),
    },
  }
}

export interface Line {
  /** The number of the line as people count. */
  number: number
  theirs: string
  /** The code of our unit; '' where none is written. */
  ours: string
}

/** The lines of the units, empty ones left out: two columns of a spreadsheet, or both sides of an equals sign. */
export function linesOf(text = ''): Line[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const at = line.includes('\t')
      ? line.indexOf('\t')
      : Math.max(line.lastIndexOf('='), line.lastIndexOf('＝'))
    const parts = at === -1 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
    const [theirs = '', ours = ''] = parts.map((part) => part.trim())
    return [{ number: index + 1, theirs, ours }]
  })
}

/** The first line that cannot be meant: without one of its sides, or with a word that stood before. */
export function wrongLine(text?: string): { problem: 'incomplete' | 'repeated'; number: number } | null {
  const seen = new Set<string>()
  for (const { number, theirs, ours } of linesOf(text)) {
    if (theirs === '' || ours === '') return { problem: 'incomplete', number }
    if (seen.has(theirs)) return { problem: 'repeated', number }
    seen.add(theirs)
  }
  return null
}

const word = ({ theirs }: Row) => (theirs ?? '').trim()

/** Whether the word of a row stands in one before it already: of two, the last would silently win. */
export const isRepeated = (rows: readonly Row[], index: number): boolean => {
  const own = rows[index]
  return own !== undefined && word(own) !== '' && rows.slice(0, index).some((row) => word(row) === word(own))
}

/** What the API is sent. */
export function mappingOf({ mapping }: Values): WordTable {
  const { categories, modes, units, members, ...rest } = mapping
  const wordsOf = (rows: Row[]) => Object.fromEntries(rows.map((row) => [word(row), row.ours ?? '']))
  const named = PARTS.flatMap((part) => {
    const member = (members[part] ?? '').trim()
    return member === '' ? [] : [[part, member]]
  })
  return {
    ...rest,
    members: Object.fromEntries(named) as Record<string, string>,
    categories: wordsOf(categories),
    modes: wordsOf(modes) as Record<string, IdentityMode>,
    units: Object.fromEntries(linesOf(units).map(({ theirs, ours }) => [theirs, ours])),
  }
}

const MOST = 5

/**
 * The refusal of a table, with pointers to the fields of the form: the server names a word of theirs, the form has
 * rows and, for the units, one field whose message names the lines.
 */
export function atFields(
  error: unknown,
  { mapping }: Values,
  words: { line: (line: Line, message: string) => string; more: (count: number) => string },
): unknown {
  if (!(error instanceof ApiError)) return error
  const units: string[] = []
  const found = (error.problem.errors ?? []).flatMap((problem): FieldProblem[] => {
    const [, top, table, key = '', part] = problem.pointer.split('/')
    if (top !== 'mapping') return [problem]
    const theirs = key.replaceAll('~1', '/').replaceAll('~0', '~')
    if (table === 'units' && key !== '') {
      const line = linesOf(mapping.units).find((one) => one.theirs === theirs)
      units.push(line ? words.line(line, problem.message) : problem.message)
      return []
    }
    if (table !== 'categories' && table !== 'modes') return [problem]
    const index = mapping[table].findIndex((row) => word(row) === theirs)
    const side = part === '[key]' ? 'theirs' : 'ours'
    return [index === -1 ? problem : { ...problem, pointer: `/mapping/${table}/${index}/${side}` }]
  })
  if (units.length > 0) {
    const beyond = units.length > MOST ? [words.more(units.length - MOST)] : []
    const message = [...units.slice(0, MOST), ...beyond].join('\n')
    found.push({ pointer: '/mapping/units', code: 'unknown', message })
  }
  return new ApiError(error.status, { ...error.problem, errors: found }, error.retryAfter)
}

import type { RoundConfig } from '@/features/rounds/api'
import type { AnswerImport, Layout, Mapping } from './api'

/** What a column of a file can mean, besides an answer to one cell of the ballot (`cell:` and its code). */
export const ROLES = ['respondent', 'stratum', 'unit', 'criterion', 'option', 'source'] as const
export type Role = (typeof ROLES)[number]
export type Meaning = '' | Role | `cell:${string}`

/** A unit, or a unit and a criterion when there are several: what a column of a wide file answers. */
export interface Cell {
  code: string
  label: string
}

export function cellsOf({ roll, criteria }: Pick<RoundConfig, 'roll' | 'criteria'>): Cell[] {
  return roll.flatMap((unit) => {
    const name = unit.short_name || unit.name
    return criteria.length === 1
      ? [{ code: unit.code, label: name }]
      : criteria.map((criterion) => ({
          code: `${unit.code}/${criterion.code}`,
          label: `${name} · ${criterion.name}`,
        }))
  })
}

/** The roles that a column can have in a layout, and those of them that some column must have. */
export function rolesOf(layout: Layout, criteria: number): { possible: Role[]; needed: Role[] } {
  if (layout === 'wide') return { possible: ['respondent', 'stratum', 'source'], needed: ['stratum'] }
  const several: Role[] = criteria > 1 ? ['criterion'] : []
  const all: Role[] = ['respondent', 'stratum', 'unit', ...several, 'option']
  return { possible: [...all, 'source'], needed: all }
}

export const columnOf = (mapping: Mapping, role: Role): string | null => mapping[`${role}_column`] ?? null

export function meaningOf(mapping: Mapping, title: string): Meaning {
  const role = ROLES.find((one) => columnOf(mapping, one) === title)
  if (role) return role
  const code = mapping.unit_columns[title]
  return code === undefined ? '' : `cell:${code}`
}

/** Give a column another meaning. Whatever had this meaning before has none any more. */
export function withMeaning(mapping: Mapping, title: string, meaning: Meaning): Mapping {
  const next: Mapping = { ...mapping }
  for (const role of ROLES) {
    if (role === meaning) next[`${role}_column`] = title
    else if (columnOf(next, role) === title) next[`${role}_column`] = null
  }
  const code = meaning.startsWith('cell:') ? meaning.slice('cell:'.length) : null
  next.unit_columns = Object.fromEntries(
    Object.entries(mapping.unit_columns).filter(([other, its]) => other !== title && its !== code),
  )
  if (code !== null) next.unit_columns[title] = code
  if (meaning === 'stratum') next.stratum_id = null
  return next
}

/** The stratum of all sheets of the file; null: a column says it. */
export function withStratum(mapping: Mapping, stratumId: string | null): Mapping {
  return { ...mapping, stratum_id: stratumId, stratum_column: null }
}

/** The other layout, without what only the first one has. */
export function withLayout(mapping: Mapping, layout: Layout): Mapping {
  return layout === 'wide'
    ? { ...mapping, layout, unit_column: null, criterion_column: null, option_column: null }
    : { ...mapping, layout, unit_columns: {} }
}

/** A text as the server compares it: without regard to case, width and surrounding space. */
export const normal = (text: string): string =>
  text.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean).join(' ')

/** A text that cells hold, and whether it is in the part of the file that has been looked at. */
export interface Word {
  text: string
  seen: boolean
}

/** The texts of the options, or of the strata: those in the file first, then others that have a meaning already. */
export function wordsOf(kind: 'option' | 'stratum', file: AnswerImport, mapping: Mapping): Word[] {
  const map = kind === 'option' ? mapping.option_map : mapping.stratum_map
  const titles =
    kind === 'stratum' || mapping.layout === 'long'
      ? [columnOf(mapping, kind)]
      : Object.keys(mapping.unit_columns)
  const columns = titles.map((title) => file.columns.indexOf(title ?? '')).filter((index) => index >= 0)
  const unknown = file.problems.filter(({ code }) => code === `${kind}_unknown`).map(({ value }) => value)
  const found = [...file.sample.flatMap((row) => columns.map((index) => row[index] ?? '')), ...unknown]
  const seen = new Map<string, string>()
  for (const text of found) if (normal(text) !== '' && !seen.has(normal(text))) seen.set(normal(text), text)
  const known = new Map(Object.keys(map).map((text) => [normal(text), text]))
  return [
    ...[...seen].map(([key, text]) => ({ text: known.get(key) ?? text, seen: true })).sort(byText),
    ...[...known].filter(([key]) => !seen.has(key)).map(([, text]) => ({ text, seen: false })),
  ]
}

const byText = (one: Word, other: Word) => one.text.localeCompare(other.text, 'zh', { numeric: true })

/** A map with one entry changed; undefined takes it out. */
export function withEntry<Value>(map: Record<string, Value>, text: string, value: Value | undefined) {
  const rest = Object.entries(map).filter(([other]) => other !== text)
  return Object.fromEntries(value === undefined ? rest : [...rest, [text, value] as const])
}

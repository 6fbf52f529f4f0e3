/** The public file of a round, as the page shows it. Figures are text, rounded already; null is hidden or not there. */
export interface Ratio {
  numerator: number | null
  denominator: number | null
  percent: string | null
}

export interface Estimate {
  value: string | null
  lower: string | null
  upper: string | null
  flags: string[]
}

/** A unit among others, and the ranks that the data leave open. */
export interface Standing {
  rank: number
  lower: number
  upper: number
}

export interface Change {
  status: 'tested' | 'new' | 'not_computable' | 'not_shown'
  direction: 'up' | 'down' | 'none'
  /** Null where the earlier value is not published. */
  difference: string | null
}

export interface Result {
  totals: ('plain' | 'weighted')[]
  n: number | null
  plain: Ratio | null
  criteria: (Ratio | null)[]
  rate: Estimate | null
  score: Estimate | null
  ranks: { rate: { sequence: Standing; all: Standing } | null }
  /** Null without an earlier round. */
  changes: { rate: Change | null } | null
}

export interface Unit {
  code: string
  name: string
  sequence: string
}

export interface Turnout {
  issued: number
  valid: number
  rate: string | null
  over: boolean
}

export interface PublicFile {
  about: {
    title: string
    demo: boolean
    version: number
    reason: string
    sealed_sha256: string
    method_digest: string
  }
  method: {
    round: { year: number; number: number; kind: 'formal' | 'recheck' | 'internal' }
    publication: { k: number; decimals: number; rounding: string }
    roll: Unit[]
    criteria: { code: string; name: string; weight: string }[]
    scale: { label: string; satisfied: boolean }[]
    strata: { code: string; name: string; weight: string }[]
  }
  compared_with: { title: string } | null
  turnout: Turnout[]
  overall: {
    issued: number
    issued_together: number
    valid: number
    turnout: string | null
    plain: Ratio | null
    mean_rate: string | null
  }
  cells: Record<string, Record<string, { percent: string | null } | null>>
  results: Record<string, Result>
  signature: { key_id: string }
}

/** One row: a unit with what is published of it. */
export interface Row extends Result {
  unit: Unit
  cells: ({ percent: string | null } | null)[]
}

/** The units of each sequence, both in the order of the roll. */
export function sequencesOf(file: PublicFile): [name: string, rows: Row[]][] {
  const found = new Map<string, Row[]>()
  for (const unit of file.method.roll) {
    const result = file.results[unit.code]
    if (result === undefined) continue
    const cells = file.method.strata.map(({ code }) => file.cells[unit.code]?.[code] ?? null)
    found.set(unit.sequence, [...(found.get(unit.sequence) ?? []), { ...result, unit, cells }])
  }
  return [...found]
}

export const SORTS = ['weighted', 'plain', 'roll'] as const
export type Sort = (typeof SORTS)[number]

/** Highest first; units without the figure last; equal ones as in the roll. */
export function sorted(rows: readonly Row[], sort: Sort): Row[] {
  if (sort === 'roll') return [...rows]
  const value = (row: Row): number =>
    Number((sort === 'plain' ? row.plain?.percent : row.rate?.value) ?? Number.NEGATIVE_INFINITY)
  return [...rows].sort((one, other) => value(other) - value(one) || 0)
}

/** A figure with the proper minus; "—" for none. */
export const figure = (value: string | null | undefined): string => value?.replace('-', '−') ?? '—'

export const range = ({ lower, upper }: Pick<Estimate, 'lower' | 'upper'>): string =>
  lower === null || upper === null ? '—' : `${figure(lower)}–${figure(upper)}`

/** Where the steps 2 to 5 of the fixed colour scale begin, in percent. */
const CUTS = [75, 82, 88, 94]
export const stepOf = (percent: string): number => CUTS.filter((cut) => Number(percent) >= cut).length

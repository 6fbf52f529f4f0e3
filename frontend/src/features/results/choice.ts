import type { ListState } from '@/components/useListState'
import type { ComparedUnit, Standing, UnitStanding } from './api'
import { sortRows } from './sorting'

/** Everything that the address says about the page of results; group '' is all units. */
export const DEFAULTS = {
  sort: 'unit',
  group: '',
  outcome: 'rate',
  view: 'ranks',
  column: 'chart',
  last: '5',
}

export type ResultsState = ListState<typeof DEFAULTS>

export const OUTCOMES = ['rate', 'score'] as const
export const VIEWS = ['ranks', 'mean'] as const
export const COLUMNS = ['chart', 'text'] as const
export const LASTS = ['1', '3', '5', '10'] as const

export type View = (typeof VIEWS)[number]
export type Column = (typeof COLUMNS)[number]

/** The value if it is one of these, else the given default: an address can say anything. */
export function oneOf<Value extends string>(
  values: readonly Value[],
  value: string,
  otherwise: Value,
): Value {
  return values.find((one) => one === value) ?? otherwise
}

/** Where a unit stands in the chosen group: all units (''), or its sequence. */
export function standingIn(unit: UnitStanding, group: string): Standing | null {
  return group === '' ? unit.overall : unit.in_sequence
}

export type PlacedUnit = ComparedUnit & { standing: Standing | null; plainRank: number | null }

/** The units of a group by their rank, those without one last. */
export function placedUnits(units: readonly ComparedUnit[], group: string): PlacedUnit[] {
  const placed = units
    .filter((unit) => group === '' || unit.sequence === group)
    .map((unit) => ({
      ...unit,
      standing: standingIn(unit, group),
      plainRank: group === '' ? unit.plain_rank : unit.plain_rank_in_sequence,
    }))
  return sortRows(placed, 'rank', { rank: (unit) => unit.standing?.rank ?? null })
}

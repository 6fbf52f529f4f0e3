import { standingIn } from '@/features/results/choice'
import { sortRows } from '@/features/results/sorting'
import type { Dashboard, DashboardUnit, Group, Standing } from '@/features/results/api'
import type { ListState } from '@/components/useListState'

/** Everything that the address says about the dashboard; '' is the server's choice, or all. */
export const DEFAULTS = {
  round_id: '',
  compare_to: '',
  sequence: '',
  attention: '',
  view: 'units',
  column: 'chart',
  sort: '-rate',
}

export type DashboardState = ListState<typeof DEFAULTS>

/** In `compare_to`: show no earlier round, even where the office chose one. */
export const NO_COMPARISON = 'none'

export const VIEWS = ['units', 'criterion', 'stratum'] as const
export const COLUMNS = ['chart', 'text'] as const

export const SORTS = [
  'unit',
  'rate',
  'n',
  'plain',
  'rank',
  'own',
  'previous',
  'change',
  'open',
  'overdue',
  'cards',
  'attention',
] as const
type Sort = (typeof SORTS)[number]

type Row = DashboardUnit & { position: number }

const VALUES: Record<Sort, (row: Row) => string | number | null> = {
  unit: (row) => row.position,
  rate: (row) => row.figures?.rate.value ?? null,
  n: (row) => row.figures?.n ?? null,
  plain: (row) => row.figures?.plain.percent ?? null,
  previous: (row) => row.previous?.rate ?? null,
  rank: (row) => row.standing?.overall?.rank ?? null,
  own: (row) => row.standing?.in_sequence?.rank ?? null,
  change: (row) => row.standing?.change?.difference ?? null,
  open: (row) => row.complaints?.open ?? null,
  overdue: (row) => row.complaints?.overdue ?? null,
  cards: ({ oversight }) => (oversight === null ? null : oversight.red * 1000 + oversight.yellow),
  attention: (row) => row.status.reasons.length,
}

/** The value if it is one of these, else the first of them: an address can say anything. */
export function oneOf<Value extends string>(values: readonly Value[], value: string): Value {
  return values.find((one) => one === value) ?? (values[0] as Value)
}

/** The sort as the address says it; by weighted rate, largest first, when it says something unknown. */
export function sortOf(value: string): Sort | `-${Sort}` {
  const all = SORTS.flatMap((sort) => [sort, `-${sort}`] as const)
  return all.find((one) => one === value) ?? '-rate'
}

/** The units that fit the filters, in the chosen order. */
export function chosenUnits(
  units: readonly DashboardUnit[],
  { sequence, attention, sort }: Pick<typeof DEFAULTS, 'sequence' | 'attention' | 'sort'>,
): DashboardUnit[] {
  const rows = units.map((unit, position) => ({ ...unit, position }))
  const fitting = rows.filter(
    (row) =>
      (sequence === '' || row.sequence === sequence) && (attention === '' || row.status.level !== 'none'),
  )
  return sortRows(fitting, sortOf(sort), VALUES)
}

/** The earlier round that is shown beside this one, unless the reader wants none. */
export function shownComparison(data: Dashboard, compareTo: string): Dashboard['comparison'] {
  return compareTo === NO_COMPARISON ? null : data.comparison
}

/** The units that the average and its bands are of: those of the chosen sequence, else all. */
export function shownGroup({ groups }: Dashboard, sequence: string): Group | undefined {
  return groups.find(({ name }) => name === sequence) ?? groups.find(({ name }) => name === null)
}

/** Where a unit stands among the units of `shownGroup`. */
export function shownStanding(unit: DashboardUnit, sequence: string): Standing | null {
  return unit.standing === null ? null : standingIn(unit.standing, sequence)
}

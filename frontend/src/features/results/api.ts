import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '@/api/client'
import type { components } from '@/api/schema.gen'

type Schemas = components['schemas']
export type Dashboard = Schemas['DashboardOut']
export type DashboardUnit = Schemas['DashboardUnit']
export type RoundRef = Schemas['RoundRef']
export type RoundState = Schemas['RoundState']
export type Overall = Schemas['OverallOut']
export type Rate = Schemas['RateOut']
export type Estimate = Schemas['EstimateOut']
export type Complaints = Schemas['ComplaintsOut']
export type UnitFigures = Schemas['UnitFiguresOut']
export type Results = Schemas['ResultsOut']
export type Cells = Schemas['CellsOut']
export type CellBy = Schemas['CellBy']
export type Cell = Schemas['CellOut']
export type CellRow = Schemas['CellRow']
export type HistoryItem = Schemas['HistoryItem']
export type Comparisons = Schemas['ComparisonsOut']
export type ComparedUnit = Schemas['ComparedUnitOut']
export type UnitStanding = Schemas['UnitStandingOut']
export type Standing = Schemas['StandingOut']
export type Change = Schemas['ChangeOut']
export type Group = Schemas['GroupOut']
export type Outcome = Schemas['OutcomeName']

/** Figures of a tallied round do not change any more. */
const SETTLED = 60_000

export interface DashboardChoice {
  round_id?: string
  compare_to?: string
}

/** All units of a round; the page filters and sorts them, since every row comes at once. */
export function useDashboard(choice: DashboardChoice, enabled = true) {
  return useQuery({
    queryKey: ['dashboard', choice],
    queryFn: () => unwrap(api.GET('/api/v1/dashboard', { params: { query: choice } })),
    placeholderData: (before) => before,
    enabled,
  })
}

export function useResults(roundId: string) {
  return useQuery({
    queryKey: ['results', roundId],
    queryFn: () =>
      unwrap(api.GET('/api/v1/rounds/{round_id}/results', { params: { path: { round_id: roundId } } })),
    staleTime: SETTLED,
  })
}

/** What the data of a round can tell apart, by rate or score; `last`: how many last places are spoken of. */
export function useComparisons(roundId: string, outcome: Outcome, last: number) {
  return useQuery({
    queryKey: ['results', roundId, 'comparisons', outcome, last],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/rounds/{round_id}/comparisons', {
          params: { path: { round_id: roundId }, query: { outcome, last } },
        }),
      ),
    placeholderData: (before) => before,
    staleTime: SETTLED,
  })
}

/** Satisfaction rates by criterion or by stratum: of all units, or of one. */
export function useCells(roundId: string, by: CellBy, unitId?: string) {
  return useQuery({
    queryKey: ['results', roundId, 'cells', by, unitId ?? 'all'],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/rounds/{round_id}/results/cells', {
          params: {
            path: { round_id: roundId },
            query: { by, ...(unitId === undefined ? {} : { unit_id: unitId }) },
          },
        }),
      ),
    staleTime: SETTLED,
  })
}

export function useHistory(unitId: string) {
  return useQuery({
    queryKey: ['units', unitId, 'history'],
    queryFn: () =>
      unwrap(api.GET('/api/v1/units/{unit_id}/history', { params: { path: { unit_id: unitId } } })),
    staleTime: SETTLED,
  })
}

/** The method as fixed by opening, and the round's configuration, which names the shares of the weights. */
export function useMethod(roundId: string) {
  const path = { params: { path: { round_id: roundId } } }
  return useQuery({
    queryKey: ['rounds', roundId, 'method', 'config'],
    queryFn: async () => {
      const [method, config] = await Promise.all([
        unwrap(api.GET('/api/v1/rounds/{round_id}/method', path)),
        unwrap(api.GET('/api/v1/rounds/{round_id}/config', path)),
      ])
      return { ...method, config }
    },
    staleTime: SETTLED,
  })
}

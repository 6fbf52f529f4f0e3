import type { ReactNode } from 'react'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useCells, type CellBy, type DashboardUnit, type RoundRef } from '@/features/results/api'
import { HeatTable } from '@/features/results/HeatTable'

interface Props {
  by: CellBy
  round: RoundRef
  /** Those that are shown, in their order. */
  units: readonly DashboardUnit[]
  printLine: ReactNode
}

/** The units' rates by criterion or by stratum. */
export function HeatView({ by, round, units, printLine }: Props) {
  const query = useCells(round.id, by)
  if (query.data === undefined) {
    return query.error === null ? (
      <PageLoading />
    ) : (
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
    )
  }
  const rows = new Map(query.data.rows.map((row) => [row.unit_id, row]))
  return (
    <HeatTable
      cells={query.data}
      rows={units.flatMap((unit) => rows.get(unit.unit_id) ?? [])}
      printLine={printLine}
    />
  )
}

import type { Unit } from '@/features/units/api'
import type { RoundConfig } from './api'
import type { Keyed } from './rows'

type RollUnit = RoundConfig['roll'][number]

/** A unit on the roll. `key` is the key of the row; what the API calls `key` is `important` here. */
export interface RollRow
  extends Keyed, Pick<RollUnit, 'unit_id' | 'code' | 'name' | 'sequence_name' | 'duties' | 'pilot' | 'team'> {
  important: boolean
}

export const rowsOfRoll = (roll: readonly RollUnit[]): RollRow[] =>
  roll.map(({ unit_id, code, name, sequence_name, duties, key, pilot, team }) => ({
    key: unit_id,
    unit_id,
    code,
    name,
    sequence_name,
    duties,
    important: key,
    pilot,
    team,
  }))

const rowOf = ({ id, code, name, sequence_name, duties }: Unit): RollRow => ({
  key: id,
  unit_id: id,
  code,
  name,
  sequence_name,
  duties,
  important: false,
  pilot: false,
  team: '',
})

/**
 * The roll after units were chosen: rows that stay keep their place and marks; a new unit comes after the last one of
 * its sequence, or at the end.
 */
export function withChosen(
  rows: readonly RollRow[],
  chosen: ReadonlySet<string>,
  register: readonly Unit[],
): RollRow[] {
  const result = rows.filter(({ unit_id }) => chosen.has(unit_id))
  const there = new Set(result.map(({ unit_id }) => unit_id))
  for (const unit of register) {
    if (!chosen.has(unit.id) || there.has(unit.id)) continue
    const last = result.map((row) => row.sequence_name).lastIndexOf(unit.sequence_name)
    result.splice(last === -1 ? result.length : last + 1, 0, rowOf(unit))
  }
  return result
}

/** The roll in the order of the register; units that are not in it come last, as they are. */
export function inRegisterOrder(rows: readonly RollRow[], register: readonly Unit[]): RollRow[] {
  const place = new Map(register.map(({ id }, index) => [id, index]))
  const of = ({ unit_id }: RollRow) => place.get(unit_id) ?? register.length
  return [...rows].sort((a, b) => of(a) - of(b))
}

/** How many units of each sequence there are, in the order of the roll. */
export function bySequence(
  rows: readonly Pick<RollUnit, 'sequence_name'>[],
): { sequence: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { sequence_name } of rows) counts.set(sequence_name, (counts.get(sequence_name) ?? 0) + 1)
  return [...counts].map(([sequence, count]) => ({ sequence, count }))
}

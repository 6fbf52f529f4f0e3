import { describe, expect, it } from 'vitest'
import type { Unit } from '@/features/units/api'
import { halfOf, nextNumber } from './numbering'
import { bySequence, inRegisterOrder, rowsOfRoll, withChosen } from './roll'
import { moved, nextCode, problemsByRow } from './rows'
import { effortOf } from './taps'

describe('rows', () => {
  it('move to a place within the list', () => {
    expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd'])
    expect(moved(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c'])
    expect(moved(['a', 'b'], 0, 99)).toEqual(['b', 'a'])
    expect(moved(['a', 'b'], 1, -5)).toEqual(['b', 'a'])
  })

  it('get a code that is not in use', () => {
    expect(nextCode('C', ['C1', 'C2'])).toBe('C3')
    expect(nextCode('S', ['S1', 'S3'])).toBe('S4')
    expect(nextCode('S', [])).toBe('S1')
  })

  it('carry their problems; others stay aside', () => {
    const problem = (pointer: string) => ({ pointer, code: 'x', message: pointer })
    const { rows, rest } = problemsByRow('criteria', [
      problem('/criteria/1/weight'),
      problem('/criteria/1/name'),
      problem('/criteria'),
      problem('/other/0/name'),
    ])
    expect([...(rows.get(1)?.keys() ?? [])]).toEqual(['weight', 'name'])
    expect(rows.size).toBe(1)
    expect(rest.map(({ pointer }) => pointer)).toEqual(['/criteria', '/other/0/name'])
  })
})

const unit = (id: string, sequence_name: string) =>
  ({ id, code: id, name: `Unit ${id}`, sequence_name, duties: '', parent_id: null }) as unknown as Unit
const register = [unit('a', 'Party'), unit('b', 'Party'), unit('c', 'State'), unit('d', 'State')]
const roll = rowsOfRoll(
  ['c', 'a'].map((id) => ({
    unit_id: id,
    code: id,
    name: id,
    short_name: id,
    sequence_name: id === 'a' ? 'Party' : 'State',
    duties: '',
    key: id === 'a',
    pilot: false,
    team: 'One',
  })),
)

describe('the roll', () => {
  it('keeps places and marks of units that stay; new ones follow their sequence', () => {
    const rows = withChosen(roll, new Set(['a', 'b', 'c', 'd']), register)
    expect(rows.map(({ unit_id }) => unit_id)).toEqual(['c', 'd', 'a', 'b'])
    expect(rows.map(({ important, team }) => [important, team])).toEqual([
      [false, 'One'],
      [false, ''],
      [true, 'One'],
      [false, ''],
    ])
  })

  it('drops units that are not chosen, and puts a new sequence last', () => {
    const rows = withChosen(roll, new Set(['c', 'b']), register)
    expect(rows.map(({ unit_id }) => unit_id)).toEqual(['c', 'b'])
  })

  it('can follow the register; units that are not in it come last', () => {
    const rows = inRegisterOrder(roll, register)
    expect(rows.map(({ unit_id }) => unit_id)).toEqual(['a', 'c'])
    expect(inRegisterOrder(roll, [unit('a', 'Party')]).map(({ unit_id }) => unit_id)).toEqual(['a', 'c'])
  })

  it('is counted by sequence', () => {
    expect(bySequence(roll)).toEqual([
      { sequence: 'State', count: 1 },
      { sequence: 'Party', count: 1 },
    ])
  })
})

describe('a new round', () => {
  it('takes the next number of its year', () => {
    const rounds = [
      { year: 2026, number: 3 },
      { year: 2026, number: 1 },
      { year: 2025, number: 9 },
    ]
    expect(nextNumber(rounds, 2026)).toBe(4)
    expect(nextNumber(rounds, 2027)).toBe(1)
  })

  it('is named after the half of the year', () => {
    expect(halfOf('2026-06-30')).toBe(1)
    expect(halfOf('2026-07-01')).toBe(2)
  })

  it('tells how much there is to answer', () => {
    expect(effortOf(43, 1)).toMatchObject({ taps: 43, minutes: 2, long: false })
    expect(effortOf(43, 6)).toMatchObject({ taps: 258, minutes: 12, long: true })
    expect(effortOf(1, 1)).toMatchObject({ taps: 1, minutes: 1, long: false })
  })
})

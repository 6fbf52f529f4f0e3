/** Figures from integers (method, sections 0, 1 and 12), as the stand-alone script computes them. */
import type { Json } from './json'
import { at, integer, list, text, zip } from './reach'

export interface Method {
  decimals: number
  /** half_up, or to even. */
  mode: string
  units: string[]
  /** Of each unit. */
  sequences: string[]
  /** The rate, and with points the score. */
  outcomes: ('rate' | 'score')[]
  strata: string[]
  criteria: number
  valid: boolean[]
  satisfied: boolean[]
  /** Of each option in units of 10^-places; null where it has none, or the scale has none at all. */
  points: (bigint | null)[]
  places: number
}

/** By criterion: blank, then the options. */
export type Cell = bigint[][]

export interface Ratio {
  numerator: bigint
  denominator: bigint
  percent: string | null
}

export function methodOf(document: Json): Method {
  const rule = at(document, 'publication')
  const scale = list(at(document, 'scale'))
  const codes = (name: string): string[] => list(at(document, name)).map((one) => text(at(one, 'code')))
  const points = scale
    .map((option) => at(option, 'points'))
    .map((value) => (value === null ? null : text(value)))
  const places = placesOf(...points)
  return {
    decimals: Number(integer(at(rule, 'decimals'))),
    mode: text(at(rule, 'rounding')),
    units: codes('roll'),
    sequences: list(at(document, 'roll')).map((unit) => text(at(unit, 'sequence'))),
    outcomes: points.every((value) => value === null) ? ['rate'] : ['rate', 'score'],
    strata: codes('strata'),
    criteria: list(at(document, 'criteria')).length,
    valid: scale.map((option) => at(option, 'valid') === true),
    satisfied: scale.map((option) => at(option, 'satisfied') === true),
    points: points.map((value) => (value === null ? null : scaled(value, places))),
    places,
  }
}

/** The most decimals that any of these texts has. */
export const placesOf = (...values: (string | null)[]): number =>
  Math.max(0, ...values.map((value) => (value?.split('.')[1] ?? '').length))

/** A decimal in units of 10^-places. */
export function scaled(value: string, places: number): bigint {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value)
  if (found === null) throw new TypeError('a decimal')
  const [, sign = '', whole = '', rest = ''] = found
  return BigInt(`${sign}${whole}${rest.padEnd(places, '0')}`)
}

/** Section 12: half away from zero, or half to even. */
export function roundText(top: bigint, bottom: bigint, decimals: number, mode: string): string {
  const negative = top < 0n !== bottom < 0n
  const [above, below] = [abs(top) * 10n ** BigInt(decimals), abs(bottom)]
  const rest = above % below
  const half = 2n * rest - below
  let whole = above / below
  if (half > 0n || (half === 0n && (mode === 'half_up' || whole % 2n === 1n))) whole += 1n
  const digits = whole.toString().padStart(decimals + 1, '0')
  const shown = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
  return negative && whole > 0n ? `-${shown}` : shown
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value)
export const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n)

export const percent = (top: bigint, bottom: bigint, decimals: number, mode: string): string | null =>
  bottom === 0n ? null : roundText(100n * top, bottom, decimals, mode)

/** Shares of whatever cells are given. */
export function plainFigures(cells: readonly Cell[], method: Method) {
  const pooled = pool(cells, method)
  const answers = pooled.slice(1)
  const chosen = (kinds: boolean[]): bigint =>
    sum(zip(answers, kinds).map(([count, counts]) => (counts ? count : 0n)))
  const [satisfied, valid, all] = [chosen(method.satisfied), chosen(method.valid), sum(pooled)]
  const given = sum(answers)
  return {
    plain: ratio(satisfied, valid, method),
    plain_score: plainScore(answers, valid, method),
    awareness: ratio(valid, all, method),
    dont_know: ratio(given - valid, given, method),
    blank: ratio(all - given, all, method),
  }
}

function pool(cells: readonly Cell[], method: Method): bigint[] {
  const rows = cells.flat()
  const empty = Array<bigint>(method.valid.length + 1).fill(0n)
  return rows.reduce((total, row) => zip(total, row).map(([one, other]) => one + other), empty)
}

function plainScore(answers: readonly bigint[], valid: bigint, method: Method): string | null {
  if (valid === 0n || method.points.every((points) => points === null)) return null
  const points = sum(zip(answers, method.points).map(([count, each]) => count * (each ?? 0n)))
  return roundText(points, valid * 10n ** BigInt(method.places), method.decimals, method.mode)
}

const ratio = (numerator: bigint, denominator: bigint, method: Method): Ratio => ({
  numerator,
  denominator,
  percent: percent(numerator, denominator, method.decimals, method.mode),
})

/** Ends of an axis, in percent or points. */
export interface Axis {
  min: number
  max: number
}

/** Where a value stands on an axis, in percent of its length; values beyond the ends stand at the ends. */
export function place(value: string | number, axis: Axis): number {
  const share = (Number(value) - axis.min) / (axis.max - axis.min)
  return Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 100
}

const STEPS = [5, 10, 20, 25, 50]

/** Round values at equal distances from end to end, at most `most` of them; only the ends where none fit. */
export function ticks({ min, max }: Axis, most: number): number[] {
  const span = max - min
  const step = STEPS.find((one) => span % one === 0 && span / one + 1 <= most)
  if (step === undefined) return [min, max]
  return Array.from({ length: span / step + 1 }, (_, index) => min + index * step)
}

/** An axis up to 100 that begins at a multiple of 10 below every value; at 0 when little would be gained. */
export function axisAround(values: readonly (string | null)[]): Axis {
  const known = values.filter((value) => value !== null).map(Number)
  const start = known.length === 0 ? 0 : Math.floor((Math.min(...known) - 1) / 10) * 10
  return { min: start >= 20 ? start : 0, max: 100 }
}

/** An axis of ranks: every place from 1 to `count` has the same width; the last `last` of them are shaded. */
export interface Places {
  count: number
  last: number
}

/** Where a place begins, in percent of the axis; the place after the last one begins at its end. */
export function startOf(place: number, { count }: Places): number {
  return ((place - 1) / count) * 100
}

/** The middle of a place, in percent of the axis. */
export function middleOf(place: number, { count }: Places): number {
  return ((place - 0.5) / count) * 100
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500]

/** The first place, round ones at equal distances and the last, about `most` of them. */
export function placeTicks({ count }: Places, most: number): number[] {
  const step = STEPS.find((one) => count / one <= most) ?? count
  const round = Array.from({ length: Math.floor(count / step) }, (_, index) => (index + 1) * step)
  // Numbers that would touch the first or the last are left out.
  const between = round.filter((place) => place > 1 && count - place > step / 2)
  return [...new Set([1, ...between, count])]
}

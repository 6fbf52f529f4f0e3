import type { RoundSummary } from './api'

/** The number after the highest of a year. */
export function nextNumber(rounds: readonly Pick<RoundSummary, 'year' | 'number'>[], year: number): number {
  return Math.max(0, ...rounds.filter((round) => round.year === year).map((round) => round.number)) + 1
}

/** Which half of the year a day (`YYYY-MM-DD`) lies in. */
export function halfOf(day: string): 1 | 2 {
  return Number(day.slice(5, 7)) <= 6 ? 1 : 2
}

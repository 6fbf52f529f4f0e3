/** Seconds that one answer takes: a sheet of 43 units and one criterion takes two minutes. */
const SECONDS = 2.8
/** Minutes after which a ballot is long. */
const LONG = 10

/** How much one person has to answer, and about how long that takes. */
export function effortOf(
  units: number,
  criteria: number,
): { units: number; criteria: number; taps: number; minutes: number; long: boolean } {
  const taps = units * criteria
  const minutes = Math.max(1, Math.round((taps * SECONDS) / 60))
  return { units, criteria, taps, minutes, long: minutes > LONG }
}

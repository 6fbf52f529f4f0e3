/** A half-open period of local days, as the API takes it. */
export interface Span {
  period_from: string
  period_to: string
}

/** A period with two dates of one's own choice. */
export const OWN = 'own'

const YEARS = 3
const MONTHS = 12

const monthName = (year: number, month: number) => `${year}-${String(month).padStart(2, '0')}`

/** The month `back` months before that of a day: `2026-11-29`, 1 -> `2026-10`. */
function monthBefore(day: string, back: number): string {
  const count = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - back
  return monthName(Math.floor(count / 12), (count % 12) + 1)
}

/** The month before that of `day`: the newest that is over, which everybody may see. */
export const lastMonth = (day: string): string => monthBefore(day, 1)

/** Months (`2026-10`) and years (`2026`) to choose from, newest first; those still running only on request. */
export function periodsAt(day: string, running: boolean): string[] {
  const first = running ? 0 : 1
  const year = Number(day.slice(0, 4))
  return [
    ...Array.from({ length: MONTHS }, (_, index) => monthBefore(day, index + first)),
    ...Array.from({ length: YEARS }, (_, index) => String(year - index - first)),
  ]
}

/** The days of a chosen month or year, or of two dates; null when they are no period. */
export function spanOf(period: string, from: string, to: string): Span | null {
  if (period === OWN)
    return from !== '' && to !== '' && from <= to ? { period_from: from, period_to: after(to) } : null
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(period)) {
    return { period_from: `${period}-01`, period_to: `${monthBefore(`${period}-01`, -1)}-01` }
  }
  if (!/^\d{4}$/.test(period)) return null
  return { period_from: `${period}-01-01`, period_to: `${Number(period) + 1}-01-01` }
}

/** The API's period ends with the day after the last. */
function after(day: string): string {
  const next = new Date(`${day}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}

const ZONE = 'Asia/Shanghai'

/** Today in the zone of all local dates, as `YYYY-MM-DD`. */
export function today(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(new Date())
}

/** `2026-11-20` -> 11月20日, with the year when it is not this year's. '—' for null. */
export function formatDate(date: string | null | undefined, language: string): string {
  if (!date) return '—'
  // A local date has no zone: noon UTC is the same day in ours.
  return inWords(date.length === 10 ? new Date(`${date}T04:00:00Z`) : new Date(date), language, {})
}

/** A local date with its year, whatever year it is, for what is printed or kept. */
export function formatFullDate(date: string, language: string): string {
  return inWords(new Date(`${date}T04:00:00Z`), language, { year: 'numeric' })
}

/** The last day of a period that ends at an instant, which is the first that is too late. */
export function lastDay(due: string, language: string): string {
  return formatDate(new Date(new Date(due).getTime() - 1).toISOString(), language)
}

/** An RFC 3339 time -> 11月20日 16:20. '—' for null. */
export function formatDateTime(time: string | null | undefined, language: string): string {
  if (!time) return '—'
  return inWords(new Date(time), language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

function inWords(time: Date, language: string, more: Intl.DateTimeFormatOptions): string {
  const year = (moment: Date) =>
    new Intl.DateTimeFormat('en', { timeZone: ZONE, year: 'numeric' }).format(moment)
  return new Intl.DateTimeFormat(language, {
    timeZone: ZONE,
    ...(year(time) === year(new Date()) ? {} : { year: 'numeric' }),
    month: language.startsWith('zh') ? 'long' : 'short',
    day: 'numeric',
    ...more,
  }).format(time)
}

/** 1297 -> 1,297 */
export function formatCount(count: number, language: string): string {
  return new Intl.NumberFormat(language).format(count)
}

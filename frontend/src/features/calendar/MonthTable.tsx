import { useTranslation } from 'react-i18next'
import { today } from '@/components/dates'
import type { Day, DayKind, Month } from './api'

const MARKED = ['holiday', 'makeup', 'local_off', 'local_on'] as const satisfies DayKind[]
type Marked = (typeof MARKED)[number]

const isMarked = (kind: DayKind): kind is Marked => MARKED.some((one) => one === kind)

/** What the marks of the days mean. */
export function Legend() {
  const { t } = useTranslation('calendar')
  return (
    <ul className="py-legend">
      {MARKED.map((kind) => (
        <li key={kind}>
          <span className={`py-day py-day-${kind}`} aria-hidden="true">
            <span className="py-day-mark">{t(`mark.${kind}`)}</span>
          </span>
          {t(`kind.${kind}`)}
        </li>
      ))}
    </ul>
  )
}

/** A month as a table of weeks, Monday first. */
export function MonthTable({ year, month }: { year: number; month: Month }) {
  const { t, i18n } = useTranslation('calendar')
  const first = new Date(`${month.days[0]?.day ?? ''}T00:00:00Z`)
  const before = (first.getUTCDay() + 6) % 7
  const cells = [...Array<null>(before).fill(null), ...month.days]
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => cells[week * 7 + day] ?? null),
  )
  const named = new Intl.DateTimeFormat(i18n.language, { month: 'long', timeZone: 'UTC' }).format(first)
  return (
    <table className="py-month">
      <caption>
        <span className="py-month-name">
          <span className="py-hidden">{t('yearName', { year })}</span>
          {named}
        </span>{' '}
        <span className="py-month-count">{t('workingDays', { count: month.working_days })}</span>
      </caption>
      <thead>
        <tr>
          {weekdays(i18n.language).map(({ short, long }) => (
            <th key={long} scope="col" abbr={long}>
              {short}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week, number) => (
          <tr key={number}>
            {week.map((day, column) => (
              <td key={column}>{day && <DayCell day={day} />}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function DayCell({ day: { day, kind, name } }: { day: Day }) {
  const { t } = useTranslation('calendar')
  const words = isMarked(kind) ? t('dayWords', { name, kind: t(`kind.${kind}`) }) : undefined
  return (
    <span
      className={`py-day py-day-${kind}`}
      title={words}
      aria-current={day === today() ? 'date' : undefined}
    >
      {Number(day.slice(8))}
      {isMarked(kind) && (
        <span className="py-day-mark" aria-hidden="true">
          {t(`mark.${kind}`)}
        </span>
      )}
      {words !== undefined && <span className="py-hidden">{words}</span>}
    </span>
  )
}

/** The names of the weekdays from Monday on; 2024-01-01 was one. */
function weekdays(language: string): { short: string; long: string }[] {
  const name = (day: number, weekday: 'narrow' | 'long') =>
    new Intl.DateTimeFormat(language, { weekday, timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + day))
  return Array.from({ length: 7 }, (_, day) => ({ short: name(day, 'narrow'), long: name(day, 'long') }))
}

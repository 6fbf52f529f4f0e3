import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useCan } from '@/api/session'
import { today } from '@/components/dates'
import { ExportButton } from '@/components/ExportButton'
import { FilterChoice } from '@/components/Filters'
import { PageHeader, Panel } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { useListState } from '@/components/useListState'
import { type Calendar, type CalendarYear, useCalendar, useYear } from './api'
import './calendar.css'
import { LocalDays } from './LocalDays'
import { Legend, MonthTable } from './MonthTable'
import { OfficeHours } from './OfficeHours'

/** Which days are worked, a year at a glance; what every limit in working days counts by. */
export default function CalendarPage() {
  const { t } = useTranslation('calendar')
  const { values, set } = useListState({ year: today().slice(0, 4) })
  const calendar = useCalendar()
  const year = useYear(Number(values.year))
  const error = calendar.error ?? year.error
  const again = () => void Promise.all([calendar.refetch(), year.refetch()])
  return (
    <>
      <PageHeader
        title={t('title')}
        facts={calendar.data && <OfficeFacts calendar={calendar.data} />}
        actions={calendar.data && <Actions calendar={calendar.data} year={values.year} />}
      />
      <ProblemAlert error={error} onRetry={again} />
      {error === null && !(calendar.data && year.data) && <PageLoading />}
      {error === null && calendar.data && year.data && (
        <>
          <YearPanel calendar={calendar.data} year={year.data} onYear={(next) => set({ year: next })} />
          <LocalDays key={year.data.year} year={year.data} />
        </>
      )}
    </>
  )
}

function OfficeFacts({ calendar: { sessions } }: { calendar: Calendar }) {
  const { t } = useTranslation('calendar')
  return t('hours.facts', {
    hours: sessions.map(({ opens, closes }) => `${opens}–${closes}`).join(t('hours.and')),
  })
}

function Actions({ calendar, year }: { calendar: Calendar; year: string }) {
  const { t } = useTranslation('calendar')
  const navigate = useNavigate()
  const writes = useCan()('calendar.write')
  const [open, setOpen] = useState(false)
  const published = calendar.years.some((one) => one.year === Number(year))
  const following = nextYear(calendar)
  return (
    <>
      {published && <ExportButton path={`/calendar/years/${year}/file`} />}
      {writes && (
        <>
          <Button onClick={() => setOpen(true)}>{t('hours.action')}</Button>
          {published && (
            <Button onClick={() => void navigate(`/system/calendar/import?year=${year}`)}>
              {t('correct', { year })}
            </Button>
          )}
          {following !== null && (
            <Button type="primary" onClick={() => void navigate(`/system/calendar/import?year=${following}`)}>
              {t('publish', { year: following })}
            </Button>
          )}
        </>
      )}
      {open && <OfficeHours calendar={calendar} onClose={() => setOpen(false)} />}
    </>
  )
}

interface YearProps {
  calendar: Calendar
  year: CalendarYear
  onYear: (year: string) => void
}

function YearPanel({ calendar, year, onYear }: YearProps) {
  const { t } = useTranslation('calendar')
  const years = calendar.years.map((one) => one.year)
  const following = nextYear(calendar)
  const choices = [...new Set([year.year, ...(following === null ? [] : [following]), ...years])]
  const options = choices.sort((one, other) => other - one).map((one) => choice(String(one)))
  return (
    <Panel
      title={t('yearName', { year: year.year })}
      note={t('workingDays', { count: year.working_days })}
      actions={
        <FilterChoice label={t('year')} value={String(year.year)} options={options} onChange={onYear} />
      }
    >
      <div className="py-stack">
        <p className="py-sentence">
          {year.published ? (
            <StatusMark level="done">{t('published')}</StatusMark>
          ) : (
            <StatusMark level="watch">{t('unpublished', { year: year.year })}</StatusMark>
          )}
        </p>
        <Legend />
      </div>
      <div className="py-months">
        {year.months.map((month) => (
          <MonthTable key={month.month} year={year.year} month={month} />
        ))}
      </div>
    </Panel>
  )

  function choice(value: string) {
    const known = years.includes(Number(value))
    return { value, text: known ? t('yearName', { year: value }) : t('yearOpen', { year: value }) }
  }
}

/** The year whose notice is waited for. */
function nextYear({ years }: Calendar): number | null {
  const last = years[0]?.year
  return last === undefined ? null : last + 1
}

import { useQuery } from '@tanstack/react-query'
import { api, etagOf, unwrap } from '@/api/client'
import type { components } from '@/api/schema.gen'
import { upload } from '@/api/transfer'

type Schemas = components['schemas']
export type Calendar = Schemas['CalendarOut']
export type CalendarYear = Schemas['YearOut']
export type Month = Schemas['MonthOut']
export type Day = Schemas['DayOut']
export type DayKind = Schemas['DayKind']
export type ListedDay = Schemas['ListedDayOut']
export type OfficeSession = Schemas['OfficeSession']
/** What a file would change in a year. Nothing is changed before `publishYear`. */
export type YearCheck = Schemas['CheckOut']
export type CheckRow = Schemas['CheckRow']
export type CheckAction = Schemas['CheckAction']

/** Begins the key of every query about the calendar. */
export const CALENDAR = ['calendar'] as const

export const useCalendar = () =>
  useQuery({ queryKey: [...CALENDAR, 'all'], queryFn: () => unwrap(api.GET('/api/v1/calendar')) })

export const useYear = (year: number) =>
  useQuery({
    queryKey: [...CALENDAR, 'year', year],
    queryFn: () => unwrap(api.GET('/api/v1/calendar/years/{year}', { params: { path: { year } } })),
  })

export const checkYear = (year: number, file: File) =>
  upload<YearCheck>(`/calendar/years/${year}/check`, file)

export const publishYear = ({ year, version, days }: YearCheck) =>
  unwrap(
    api.PUT('/api/v1/calendar/years/{year}', {
      params: { path: { year }, header: { 'If-Match': etagOf(version) } },
      body: { days },
    }),
  )

export const putLocalDay = ({ day, ...body }: ListedDay, version: number) =>
  unwrap(
    api.PUT('/api/v1/calendar/local-days/{day}', {
      params: { path: { day }, header: { 'If-Match': etagOf(version) } },
      body,
    }),
  )

export const removeLocalDay = (day: string, version: number) =>
  unwrap(
    api.DELETE('/api/v1/calendar/local-days/{day}', {
      params: { path: { day }, header: { 'If-Match': etagOf(version) } },
    }),
  )

export const putOfficeHours = (sessions: OfficeSession[], version: number) =>
  unwrap(
    api.PUT('/api/v1/calendar/office-hours', {
      params: { header: { 'If-Match': etagOf(version) } },
      body: { sessions },
    }),
  )

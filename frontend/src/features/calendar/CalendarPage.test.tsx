import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { enter } from '@/api/session'
import { json, problem, renderAt, serveApi } from '@/testing'
import type { Calendar, CalendarYear, DayKind, Month, YearCheck } from './api'
import CalendarPage from './CalendarPage'
import YearImportPage from './YearImportPage'

function comeIn(...permissions: string[]) {
  enter({
    access_token: 'token',
    expires_in: 900,
    user: {
      id: 'user',
      username: 'office',
      display_name: '用户甲',
      roles: ['office'],
      unit_id: null,
      email: null,
      version: 1,
      has_password: true,
      second_factor: false,
      missing: null,
      permissions,
    },
  })
}

const CALENDAR: Calendar = {
  version: 7,
  known_until: '2026-12-31',
  years: [
    { year: 2026, working_days: 248 },
    { year: 2025, working_days: 248 },
  ],
  sessions: [
    { opens: '09:00', closes: '12:00' },
    { opens: '13:30', closes: '17:30' },
  ],
}

const KINDS: Record<string, [DayKind, string]> = {
  '2026-10-01': ['holiday', '国庆节'],
  '2026-10-10': ['makeup', '国庆节'],
  '2026-04-20': ['local_off', '三月三'],
}

/** Every day of a year. */
function monthsOf(year: number): Month[] {
  return Array.from({ length: 12 }, (_, index) => {
    const month = index + 1
    const length = new Date(Date.UTC(year, month, 0)).getUTCDate()
    const days = Array.from({ length }, (_, number) => {
      const day = `${year}-${String(month).padStart(2, '0')}-${String(number + 1).padStart(2, '0')}`
      const [kind, name] = KINDS[day] ?? ['workday', '']
      return { day, kind, name }
    })
    return { month, working_days: 20, days }
  })
}

/** Without its months, since finding things by their role among 365 cells takes long. */
function yearOf(year: number, published = true): CalendarYear {
  const local = [{ day: `${year}-04-20`, working: false, name: '三月三' }]
  return { year, published, version: 7, working_days: 248, months: [], local_days: published ? local : [] }
}

function serve(more: Parameters<typeof serveApi>[0] = {}) {
  return serveApi({
    'GET /calendar': () => json(200, CALENDAR),
    'GET /calendar/years/2026': () => json(200, yearOf(2026)),
    'GET /calendar/years/2027': () => json(200, yearOf(2027, false)),
    ...more,
  })
}

it('shows a year as twelve tables whose days say in words what they are', async () => {
  comeIn('calendar.read')
  serve({ 'GET /calendar/years/2026': () => json(200, { ...yearOf(2026), months: monthsOf(2026) }) })
  await renderAt('/system/calendar?year=2026', <CalendarPage />)
  const october = await screen.findByRole('table', { name: /2026 年.*(十|10)月.*20 个工作日/ })
  expect(screen.getAllByRole('table')).toHaveLength(13) // twelve months, and the local days
  expect(within(october).getAllByRole('columnheader')[0]?.getAttribute('abbr')).toBe('星期一')
  const rows = within(october).getAllByRole('row')
  // 1 October 2026 is a Thursday, the 10th a Saturday.
  expect(rows[1]?.querySelectorAll('td')[3]?.textContent).toBe('1休国庆节，放假')
  expect(rows[2]?.querySelectorAll('td')[5]?.textContent).toBe('10班国庆节，补班')
  expect(screen.getByText(/上班时间 09:00–12:00、13:30–17:30/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: '公布 2027 年' })).toBeNull()
  expect(screen.queryByRole('button', { name: '保存这一天' })).toBeNull()
})

it('says plainly that a year has not been published', async () => {
  comeIn('calendar.read', 'calendar.write')
  serve()
  const { router } = await renderAt('/system/calendar?year=2027', <CalendarPage />)
  expect(await screen.findByText(/2027 年尚未公布，期限按周一至周五暂计/)).toBeTruthy()
  expect(screen.getByText('2027 年没有本地安排')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: '公布 2027 年' }))
  expect(router.state.location.search).toBe('?year=2027')
  expect(router.state.location.pathname).toBe('/system/calendar/import')
})

it('sets and removes a local day with the version that was read', async () => {
  comeIn('calendar.read', 'calendar.write')
  const requests = serve({
    'PUT /calendar/local-days/2026-04-21': () => json(200, yearOf(2026)),
    'DELETE /calendar/local-days/2026-04-20': () => problem(412, 'stale', '内容已被他人修改'),
  })
  await renderAt('/system/calendar?year=2026', <CalendarPage />)
  const user = userEvent.setup()
  await user.type(await screen.findByLabelText('日期'), '2026-04-21')
  await user.type(screen.getByLabelText('名称'), '三月三')
  await user.click(screen.getByRole('button', { name: '保存这一天' }))
  await waitFor(() => expect(requests.some(({ method }) => method === 'PUT')).toBe(true))
  const put = requests.find(({ method }) => method === 'PUT')
  expect(put?.headers.get('If-Match')).toBe('"7"')
  expect(await put?.json()).toEqual({ working: false, name: '三月三' })
  await user.click(screen.getByRole('button', { name: '撤销…' }))
  const dialog = within(screen.getByRole('dialog'))
  await user.click(dialog.getByRole('button', { name: '撤销' }))
  expect((await dialog.findByRole('alert')).textContent).toContain('内容已被他人修改')
})

it('publishes what was checked, and nothing that has mistakes', async () => {
  comeIn('calendar.read', 'calendar.write')
  const row = {
    row: 2,
    action: 'create' as const,
    day: '2027-01-01',
    working: false,
    name: '元旦',
    problems: [],
  }
  const check: YearCheck = {
    year: 2027,
    version: 7,
    filename: '2027.csv',
    problems: [],
    rows: [row],
    removed: [],
    working_days: 249,
    days_off: 31,
    makeup_days: 7,
    days: [{ day: '2027-01-01', working: false, name: '元旦' }],
    can_confirm: true,
  }
  const wrong = {
    ...check,
    can_confirm: false,
    problems: [{ column: '日期', message: '缺少 10 月 1 日（国庆节）放假' }],
    rows: [{ ...row, action: 'error', problems: [{ column: '日期', message: '这一天重复了' }] }],
  }
  const answers = [wrong, check]
  const requests = serve({
    'POST /calendar/years/2027/check': () => json(200, answers.shift()),
    'PUT /calendar/years/2027': () => json(200, yearOf(2027)),
  })
  const { router } = await renderAt('/system/calendar/import?year=2027', <YearImportPage />)
  const user = userEvent.setup()
  const file = new File(['日期'], '2027.csv', { type: 'text/csv' })
  await user.upload(await screen.findByLabelText('选择 2027 年放假安排（Excel 或 CSV）'), file)
  expect(await screen.findByText('这一天重复了', { exact: false })).toBeTruthy()
  expect(screen.getByRole('alert').textContent).toContain('缺少 10 月 1 日')
  expect(screen.queryByRole('button', { name: '公布…' })).toBeNull()
  await user.click(screen.getByRole('button', { name: '换一个文件' }))
  await user.upload(screen.getByLabelText('选择 2027 年放假安排（Excel 或 CSV）'), file)
  await user.click(await screen.findByRole('button', { name: '公布…' }))
  const dialog = screen.getByRole('dialog')
  expect(dialog.textContent).toContain('2027 年放假 31 天、补班 7 天，全年 249 个工作日。')
  await user.click(within(dialog).getByRole('button', { name: '公布' }))
  await waitFor(() => expect(router.state.location.pathname).toBe('/system/calendar'))
  const put = requests.find(({ method }) => method === 'PUT')
  expect(put?.headers.get('If-Match')).toBe('"7"')
  expect(await put?.json()).toEqual({ days: check.days })
})

import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { comeIn, json, problem, renderAt, serveApi } from '@/testing'
import type { FigureRow, Figures } from './api'
import FiguresPage from './FiguresPage'
import { lastMonth, periodsAt, spanOf } from './period'

const rate = (numerator: number, denominator: number, percent: string | null) => ({
  numerator,
  denominator,
  percent,
})

function row(label: string, change: Partial<FigureRow> = {}): FigureRow {
  return {
    key: label,
    label,
    received: 9,
    persons: 12,
    accepted: 8,
    closed: 7,
    on_time: rate(6, 7, '85.71'),
    satisfaction: rate(4, 5, '80.00'),
    flagged: 1,
    unrated: 2,
    overdue: 1,
    hidden: [],
    ...change,
  }
}

function answer(change: Partial<Figures> = {}): Figures {
  return {
    by: 'unit',
    period_from: '2026-10-01',
    period_to: '2026-11-01',
    k: null,
    rows: [row('市教育局'), row('市气象局', { received: 20, satisfaction: rate(0, 0, null) })],
    total: row('合计', { received: 29 }),
    ...change,
  }
}

function serve(figures: Figures) {
  return serveApi({ 'GET /complaint-figures': () => json(200, figures) })
}

const draw = (search: string) => renderAt(`/complaints/figures${search}`, <FiguresPage />)

const asked = (requests: Request[]) => requests.filter(({ url }) => url.includes('complaint-figures'))

const queryOf = (request: Request | undefined) => Object.fromEntries(new URL(request?.url ?? '').searchParams)

beforeEach(() => comeIn('complaint.figures', 'complaint.read'))

describe('FiguresPage', () => {
  it('shows rates with what they are of, and nothing rated as no rate', async () => {
    const requests = serve(answer())
    await draw('?period=2026-10')
    const first = await screen.findByRole('row', { name: /市教育局/ })
    expect(within(first).getByText('80.00%').parentElement?.textContent).toContain('4 / 5')
    expect(screen.getByRole('row', { name: /市气象局/ }).textContent).toContain('—')
    expect(screen.getByText('满意和基本满意 / 已评价：4 / 5 件，其中 1 件评价存疑')).toBeTruthy()
    expect(screen.getByRole('row', { name: /合计/ }).textContent).toContain('29')
    expect(queryOf(asked(requests)[0])).toEqual({
      period_from: '2026-10-01',
      period_to: '2026-11-01',
      by: 'unit',
    })
    expect(screen.queryByText(/为不显示的数/)).toBeNull()
  })

  it('says of each hidden number that it is hidden, never blank or 0', async () => {
    comeIn('complaint.figures')
    const hidden = { received: null, persons: null, on_time: null, hidden: ['received', 'on_time'] }
    serve(
      answer({
        k: 5,
        rows: [row('市教育局', hidden)],
        total: row('合计', { overdue: null, hidden: ['overdue'] }),
      }),
    )
    await draw('?period=2026-10')
    const cells = within(await screen.findByRole('row', { name: /市教育局/ })).getAllByRole('cell')
    const words = cells.map((cell) => cell.textContent)
    expect(words.slice(0, 2)).toEqual(['*件数过少，不显示', '*件数过少，不显示'])
    expect(words[4]).toBe('*件数过少，不显示')
    expect(screen.getByRole('row', { name: /合计/ }).textContent).toContain('件数过少，不显示')
    expect(screen.getByText(/少于 5 件/)).toBeTruthy()
    expect(screen.queryByRole('option', { name: '自选起止日期' })).toBeNull()
    expect(screen.queryByRole('link', { name: '投诉中心' })).toBeNull()
  })

  it('keeps period, grouping and order in the address', async () => {
    const requests = serve(answer())
    const { router } = await draw('?period=2026-10')
    await screen.findByRole('row', { name: /市教育局/ })
    await userEvent.click(screen.getByRole('button', { name: '收到' }))
    expect(router.state.location.search).toBe('?period=2026-10&sort=-received')
    const names = screen.getAllByRole('rowheader').map((cell) => cell.textContent)
    expect(names).toEqual(['市气象局', '市教育局', '合计'])
    await userEvent.selectOptions(screen.getByLabelText('分组'), 'channel')
    expect(router.state.location.search).toBe('?period=2026-10&by=channel')
    expect(queryOf(asked(requests).at(-1))['by']).toBe('channel')
  })

  it('has no overdue by month, since that is of now', async () => {
    const months = [row('2026-09', { overdue: null }), row('2026-10', { overdue: null })]
    serve(answer({ by: 'month', rows: months, total: row('合计', { overdue: null }) }))
    await draw('?period=2026&by=month')
    expect(await screen.findByRole('rowheader', { name: '2026年9月' })).toBeTruthy()
    expect(screen.queryByText('现超期')).toBeNull()
  })

  it('asks for two dates before it asks the server, and shows what the server refuses', async () => {
    const errors = [{ pointer: '/period_to', code: 'period', message: '期间应为 1 天到 36 个月' }]
    const requests = serveApi({
      'GET /complaint-figures': () => problem(422, 'invalid_input', '填写的内容有误', { errors }),
    })
    const first = await draw('?period=own')
    expect(await screen.findByText('请选择起止日期')).toBeTruthy()
    expect(asked(requests)).toHaveLength(0)
    first.unmount()
    await draw('?period=own&from=2020-01-01&to=2026-10-31')
    expect((await screen.findByRole('alert')).textContent).toContain('期间应为 1 天到 36 个月')
    expect(queryOf(asked(requests)[0])['period_to']).toBe('2026-11-01')
  })
})

describe('periods', () => {
  it('are half-open, across years and leap days', () => {
    expect(spanOf('2026-12', '', '')).toEqual({ period_from: '2026-12-01', period_to: '2027-01-01' })
    expect(spanOf('2026', '', '')).toEqual({ period_from: '2026-01-01', period_to: '2027-01-01' })
    expect(spanOf('own', '2028-02-01', '2028-02-29')?.period_to).toBe('2028-03-01')
    for (const wrong of ['2026-13', 'x', 'own', ''])
      expect(spanOf(wrong, '2026-02-01', '2026-01-01')).toBeNull()
  })

  it('offer running ones only to those who may see them', () => {
    expect(lastMonth('2026-01-15')).toBe('2025-12')
    expect(periodsAt('2026-01-15', false)[0]).toBe('2025-12')
    expect(periodsAt('2026-01-15', false)).not.toContain('2026')
    expect(periodsAt('2026-01-15', true)).toEqual(expect.arrayContaining(['2026-01', '2026']))
  })
})

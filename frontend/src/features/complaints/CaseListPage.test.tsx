import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { comeIn, json, problem, renderAt, serveApi } from '@/testing'
import type { CaseHeader } from './api'
import CaseListPage from './CaseListPage'
import { HEADER, ID } from './sample'

const page = (items: CaseHeader[]) => json(200, { items, total: items.length, limit: 50, next_cursor: null })

async function open(path: string, items: CaseHeader[]) {
  const requests = serveApi({
    'GET /complaints': () => page(items),
    'GET /complaints/categories': () => json(200, { items: [] }),
    'GET /units': () => page([]),
  })
  const { router } = await renderAt(path, <CaseListPage />)
  const asked = () => {
    const last = requests.filter(({ url }) => new URL(url).pathname.endsWith('/complaints')).at(-1)
    return Object.fromEntries(new URL(last?.url ?? '').searchParams)
  }
  return { router, asked }
}

const onPage = (matches: boolean) =>
  vi.stubGlobal('matchMedia', () => ({
    matches,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }))

beforeEach(() => {
  comeIn('complaint.read', 'complaint.register')
  onPage(false)
})

describe('the work list', () => {
  it('shows what expires first with how long is left', async () => {
    const late = {
      ...HEADER,
      id: '2',
      number: '2026-000003',
      next_due: '2026-11-26T16:00:00Z',
      days_left: -2,
    }
    const { asked } = await open('/complaints', [{ ...late, level: 'red' }, HEADER])
    expect(await screen.findByText('逾期 2 个工作日')).toBeTruthy()
    expect(screen.getByText('剩 2 个工作日')).toBeTruthy()
    expect(screen.getByRole('link', { name: '2026-000005' }).getAttribute('href')).toBe(`/complaints/${ID}`)
    expect(asked()).toEqual({ scope: 'open', sort: 'next_due', limit: '50' })
  })

  it('says on a phone in two columns what stands in six', async () => {
    onPage(true)
    await open('/complaints', [{ ...HEADER, summary: '反映审批超期' }])
    const row = within(await screen.findByRole('row', { name: /2026-000005/ }))
    expect(screen.getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual([
      '编号',
      '最近期限 ↑',
    ])
    expect(row.getByRole('rowheader').textContent).toBe('2026-000005反映审批超期市财政局 · 慢作为')
    expect(row.getByRole('cell').textContent).toMatch(/^剩 2 个工作日.*已登记待审$/)
  })

  it('keeps its filters in the address and asks the server for them', async () => {
    const { router, asked } = await open('/complaints?state=handling&officer=mine', [HEADER])
    await screen.findByText('2026-000005')
    expect(asked()).toMatchObject({ scope: 'all', state: 'handling', mine: 'true' })
    await userEvent.selectOptions(screen.getByLabelText('是否逾期'), '已逾期')
    await waitFor(() => expect(asked()).toMatchObject({ overdue: 'true', state: 'handling' }))
    await userEvent.type(screen.getByLabelText('编号或摘要'), '路灯{Enter}')
    await waitFor(() => expect(asked()).toMatchObject({ q: '路灯' }))
    expect(new URLSearchParams(router.state.location.search).get('overdue')).toBe('true')
    await userEvent.selectOptions(screen.getByRole('combobox', { name: '经办人' }), '未分派')
    await waitFor(() => expect(asked()).toMatchObject({ unassigned: 'true', mine: 'false' }))
  })

  it('says what to expect when there is nothing, and tries again when it fails', async () => {
    await open('/complaints', [])
    expect(await screen.findByText('没有在办的投诉')).toBeTruthy()
    serveApi({ 'GET /complaints': () => problem(503, 'unavailable', '系统繁忙，请稍后再试') })
    await renderAt('/complaints', <CaseListPage />)
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('系统繁忙'))
  })
})

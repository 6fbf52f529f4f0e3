import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { json, problem, renderAt, serveApi } from '@/testing'
import type { Notice } from './api'
import { Bell } from './Bell'
import NoticesPage from './NoticesPage'

const NOTICE: Notice = {
  id: '00000000-0000-4000-8000-000000000001',
  kind: 'case.red',
  text: '投诉件 2026-0012 已超过办理期限',
  path: '/complaints/1',
  at: '2026-11-27T01:00:00Z',
  read_at: null,
  mailed_at: null,
  mail_problem: null,
}
const AS_OF = '2026-11-27T02:00:00Z'
const list = (...items: Notice[]) => json(200, { items, total: items.length, limit: 50, next_cursor: null })
const count = (unread: number) => json(200, { count: unread, as_of: AS_OF })
const draw = (path = '/notices') => renderAt(path, <NoticesPage />)

describe('the page of notices', () => {
  it('shows what is unread, what was mailed and what could not be', async () => {
    serveApi({
      'GET /notices': () =>
        list(
          NOTICE,
          { ...NOTICE, id: '2', read_at: AS_OF, mailed_at: '2026-11-27T01:10:00Z' },
          { ...NOTICE, id: '3', mail_problem: 'undelivered' },
        ),
      'GET /notices/unread-count': () => count(2),
    })
    await draw()
    await screen.findByText(/邮件未送达/)
    const [, first, second, third] = screen.getAllByRole('row')
    expect(first?.textContent).toMatch(/未读.*—.*标为已读/)
    expect(second?.textContent).toMatch(/已读.*已于 .*09:10 发出/)
    expect(within(second as HTMLElement).queryByRole('button')).toBeNull()
    expect(third?.textContent).toContain('邮件未送达')
  })

  it('marks as read what is followed, and goes there', async () => {
    const requests = serveApi({
      'GET /notices': () => list(NOTICE),
      'GET /notices/unread-count': () => count(1),
      [`POST /notices/${NOTICE.id}/read`]: () => new Response(null, { status: 204 }),
    })
    const { router } = await draw()
    await userEvent.click(await screen.findByRole('link', { name: NOTICE.text }))
    expect(router.state.location.pathname).toBe('/complaints/1')
    await waitFor(() => expect(requests.some(({ method }) => method === 'POST')).toBe(true))
  })

  it('marks all as read up to the moment of the count that was seen', async () => {
    const requests = serveApi({
      'GET /notices': () => list(NOTICE),
      'GET /notices/unread-count': () => count(1),
      'POST /notices/read-all': () => json(200, { count: 1 }),
    })
    await draw()
    await userEvent.click(await screen.findByRole('button', { name: '全部标为已读' }))
    await waitFor(() => expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(1))
    const sent = requests.find(({ method }) => method === 'POST')
    expect(await sent?.json()).toEqual({ until: AS_OF })
  })

  it('says when marking fails, and that there is nothing', async () => {
    serveApi({
      'GET /notices': () => list(NOTICE),
      'GET /notices/unread-count': () => count(1),
      [`POST /notices/${NOTICE.id}/read`]: () => problem(503, 'unavailable', '系统繁忙，请稍后再试'),
    })
    await draw()
    await userEvent.click(await screen.findByRole('button', { name: '标为已读' }))
    await screen.findByText('系统繁忙，请稍后再试')
  })

  it('has a first and a filtered empty state', async () => {
    const requests = serveApi({ 'GET /notices': () => list(), 'GET /notices/unread-count': () => count(0) })
    await draw()
    await screen.findByText('还没有通知')
    expect(screen.queryByRole('button', { name: '全部标为已读' })).toBeNull()
    await userEvent.selectOptions(screen.getByRole('combobox', { name: '状态' }), '未读')
    await screen.findByText('没有符合条件的记录')
    expect(requests.at(-1)?.url).toContain('unread=true')
  })
})

describe('the bell', () => {
  it.each([
    [0, '通知，没有未读', ''],
    [7, '通知，7 条未读', '7'],
    [100, '通知，99+ 条未读', '99+'],
  ])('with %i unread', async (unread, name, shown) => {
    serveApi({ 'GET /notices/unread-count': () => count(unread) })
    await renderAt('/', <Bell />)
    const bell = await screen.findByRole('link', { name })
    expect(bell.textContent).toBe(shown)
    expect(bell.getAttribute('href')).toBe('/notices')
  })
})

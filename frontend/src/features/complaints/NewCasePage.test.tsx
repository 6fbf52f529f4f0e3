import { fireEvent, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { comeIn, json, renderAt, serveApi } from '@/testing'
import NewCasePage from './NewCasePage'
import { CASE, HEADER, ID } from './sample'

const MADE = {
  id: ID,
  number: '2026-000014',
  tracking_code: 'ABCD-EFGH-JKMN-PQRS',
  temporary: true,
  received_at: '2026-11-29T01:00:00Z',
  decide_by: '2026-12-02T16:00:00Z',
}
const CATEGORY = { id: 'c', code: 'slow', group_name: '履行职责', name: '慢作为', hint: '拖延', active: true }

beforeEach(() => comeIn('complaint.read', 'complaint.register', 'complaint.handle'))

describe('taking a complaint down', () => {
  it('registers it under one key, and shows the tracking code and what may be the same matter', async () => {
    const alike = { ...HEADER, id: '2', number: '2026-000003' }
    const requests = serveApi({
      'GET /complaints/categories': () => json(200, { items: [CATEGORY] }),
      'GET /units': () => json(200, { items: [], total: 0, limit: 50, next_cursor: null }),
      'POST /complaints': () => json(201, MADE),
      [`GET /complaints/${ID}`]: () => json(200, { ...CASE, content: { ...CASE.content, similar: [alike] } }),
    })
    await renderAt('/complaints/new', <NewCasePage />)
    await userEvent.click(await screen.findByRole('button', { name: '登记' }))
    expect(await screen.findByText('请填写姓名')).toBeTruthy()
    await userEvent.click(screen.getByLabelText('匿名'))
    await userEvent.click(screen.getByLabelText('来访'))
    fireEvent.mouseDown(screen.getByLabelText('类别'))
    await userEvent.click(await screen.findByText('慢作为（拖延）'))
    await userEvent.type(screen.getByLabelText('投诉内容'), '窗口没有人')
    await userEvent.click(screen.getByRole('button', { name: '登记' }))
    expect(await screen.findByText('ABCD-EFGH-JKMN-PQRS')).toBeTruthy()
    expect(screen.getByText(/查询码只显示这一次/)).toBeTruthy()
    expect(screen.getByText(/这是临时查询码/)).toBeTruthy()
    expect(await screen.findByRole('link', { name: '2026-000003' })).toBeTruthy()
    const sent = requests.find(({ method }) => method === 'POST')
    expect(sent?.headers.get('Idempotency-Key')?.length).toBeGreaterThanOrEqual(22)
    await waitFor(async () =>
      expect(await sent?.clone().json()).toMatchObject({
        channel: 'visit',
        mode: 'anonymous',
        category: 'slow',
        text: '窗口没有人',
        contact: null,
        received_at: null,
      }),
    )
  })
})

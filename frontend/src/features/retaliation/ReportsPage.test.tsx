import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { comeIn, json, problem, renderAt, serveApi } from '@/testing'
import type { Report } from './api'
import ReportsPage from './ReportsPage'

const NEW: Report = {
  id: '00000000-0000-4000-8000-000000000001',
  case_id: '00000000-0000-4000-8000-000000000002',
  case_number: '2026-000012',
  at: '2026-11-27T01:00:00Z',
  body: '投诉以后被停办了业务。',
  state: 'new',
  taken_by_name: null,
  taken_at: null,
  outcome: null,
  settled_at: null,
  may_settle: false,
}
const TAKEN: Report = {
  ...NEW,
  id: '00000000-0000-4000-8000-000000000003',
  state: 'taken',
  taken_by_name: '测试王',
  taken_at: '2026-11-27T02:00:00Z',
  may_settle: true,
}
const LIST = '/retaliation-reports'
const draw = () => renderAt('/complaints/retaliation', <ReportsPage />)

beforeEach(() => comeIn('complaint.retaliation', 'complaint.retaliation_settle'))

describe('the page of reports of retaliation', () => {
  it('takes a report that nobody has', async () => {
    let now = NEW
    const requests = serveApi({
      [`GET ${LIST}`]: () => json(200, { items: [now] }),
      [`POST ${LIST}/${NEW.id}/take`]: () => {
        now = TAKEN
        return json(200, TAKEN)
      },
    })
    await draw()
    await userEvent.click(await screen.findByRole('button', { name: '受理' }))
    expect(await screen.findByText('处理中')).toBeTruthy()
    expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it('says that somebody else was faster', async () => {
    serveApi({
      [`GET ${LIST}`]: () => json(200, { items: [NEW] }),
      [`POST ${LIST}/${NEW.id}/take`]: () =>
        problem(409, 'retaliation_not_now', '现在不能这样做', { detail: '已有人受理' }),
    })
    await draw()
    await userEvent.click(await screen.findByRole('button', { name: '受理' }))
    expect(await screen.findByText('已有人受理')).toBeTruthy()
  })

  it('keeps what came of it, and asks for it', async () => {
    const sent: unknown[] = []
    serveApi({
      [`GET ${LIST}`]: () => json(200, { items: [TAKEN] }),
      [`POST ${LIST}/${TAKEN.id}/settle`]: async (request: Request) => {
        sent.push(await request.json())
        return json(200, { ...TAKEN, state: 'settled', may_settle: false })
      },
    })
    await draw()
    await userEvent.click(await screen.findByRole('button', { name: '办结…' }))
    const dialog = screen.getByRole('dialog')
    await userEvent.click(within(dialog).getByRole('button', { name: '办结' }))
    expect(await within(dialog).findByText('请填写处理结果')).toBeTruthy()
    await userEvent.type(within(dialog).getByLabelText('处理结果'), '经约谈，已恢复办理。')
    await userEvent.click(within(dialog).getByRole('button', { name: '办结' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(sent).toEqual([{ outcome: '经约谈，已恢复办理。' }])
  })

  it('lets the auditor read and do nothing', async () => {
    comeIn('complaint.retaliation')
    serveApi({ [`GET ${LIST}`]: () => json(200, { items: [NEW] }) })
    await draw()
    expect(await screen.findByText(NEW.body)).toBeTruthy()
    expect(screen.queryByRole('button')).toBeNull()
  })
})

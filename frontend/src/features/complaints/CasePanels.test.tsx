import { cleanup, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { comeIn, json } from '@/testing'
import type { CaseDetail, CaseRequest } from './api'
import { openCase as open } from './openCase'
import { CASE, HEADER, ID } from './sample'

beforeEach(() => comeIn('complaint.read', 'complaint.handle'))

describe('the documents of a case', () => {
  it('calls reminders and supervision orders by their own names, in the documents and in the history', async () => {
    const written = (seq: number, data: CaseDetail['events'][number]['data']) => ({
      seq,
      at: HEADER.received_at,
      actor: '用户庚',
      role: 'complaint_officer',
      action: 'document',
      source: null,
      target: 'handling' as const,
      cycle: 1,
      note: null,
      data: { kind: 'supervision', format: 'html', ...data },
    })
    const events = [written(1, { level: 'remind' }), written(2, { level: 'public' }), written(3, {})]
    const orders = (['remind', 'supervise'] as const).map((level, place) => ({
      id: level,
      number: `督2026-0000${place}`,
      level,
      state: 'issued' as const,
      transfer_number: '转2026-00001',
      unit_name: '市财政局',
      demand: null,
      report: null,
      issued_by_name: null,
      issued_at: HEADER.received_at,
      due: '2036-12-01T16:00:00Z',
      repeats: null,
    }))
    await open(
      { ...CASE, events },
      {
        [`GET /complaints/${ID}/supervision-orders`]: () =>
          json(200, { items: orders, total: 2, limit: 50, next_cursor: null }),
      },
    )
    const documents = within(await screen.findByRole('region', { name: '文书' }))
    expect(documents.getAllByRole('button').map(({ textContent }) => textContent)).toEqual([
      '催办单 督2026-00000',
      '打印',
      '督办单 督2026-00001',
      '打印',
    ])
    expect(documents.getByRole('button', { name: '打印催办单' })).toBeTruthy()
    const history = within(screen.getByRole('region', { name: '办理经过' }))
    await userEvent.click(history.getByRole('checkbox'))
    expect(history.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('出具文书催办、督办单'), // written before the level was kept
      expect.stringContaining('出具文书挂牌督办单'),
      expect.stringContaining('出具文书催办单'),
    ])
  })
})

describe('who complains', () => {
  const request: CaseRequest = {
    id: '00000000-0000-4000-8000-000000000009',
    kind: 'identity',
    state: 'approved',
    asked_by: '用户庚',
    asked_at: HEADER.received_at,
    reason: '需要当面核实',
    decided_by: null,
    decided_at: HEADER.received_at,
    decision_note: null,
    own: true,
    may_decide: false,
    detail: { expires_at: '2036-12-01T16:00:00Z' },
  }
  const openAs = async (mode: CaseDetail['header']['mode'], requests: CaseRequest[]) => {
    await open({ ...CASE, header: { ...HEADER, mode }, requests })
    return within(await screen.findByRole('region', { name: '投诉人' }))
  }

  it('is said to need another person only where it does', async () => {
    const sealed = await openAs('confidential', [])
    expect(sealed.getByText(/说明理由并经他人批准/)).toBeTruthy()
    cleanup()
    const named = await openAs('open', [])
    expect(named.getByText(/同意公开姓名，说明理由后即可查看/)).toBeTruthy()
    expect(named.queryByText(/他人批准/)).toBeNull()
  })

  it('is opened by a person, who is named, or by the consent of the complainant', async () => {
    const granted = await openAs('confidential', [{ ...request, decided_by: '用户己' }])
    expect(granted.getByText('经用户己批准。')).toBeTruthy()
    expect(granted.getByText(/^可以查看到/)).toBeTruthy()
    cleanup()
    const open = await openAs('open', [request])
    expect(open.getByText('投诉人同意公开姓名，说明理由后自动许可。')).toBeTruthy()
    const requests = within(screen.getByRole('region', { name: '申请和审批' }))
    expect(requests.getByText('投诉人同意公开姓名，说明理由后自动许可。')).toBeTruthy()
  })
})

import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { comeIn, json } from '@/testing'
import type { CaseDetail } from './api'
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

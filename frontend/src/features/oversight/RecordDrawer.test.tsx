import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { comeIn, json, problem, renderAt, serveApi } from '@/testing'
import { RecordDrawer } from './RecordDrawer'
import { sampleRecord } from './sample'

const DONE = sampleRecord({
  state: 'finished',
  finished_at: '2026-11-24T08:30:15Z',
  result: 'approved',
  pauses: [{ kind: 'hearing', begin: '2026-11-17T01:00:00Z', end: '2026-11-18T01:00:00Z' }],
})
const UNIT = { id: 'u1', code: 'ZF-07', name: '市财政局' }
const PAGE = { total: 1, limit: 50, next_cursor: null }
const LISTS = {
  'GET /units': () => json(200, { items: [UNIT], ...PAGE }),
  'GET /units/u1': () => json(200, UNIT),
  'GET /service-matters': () => json(200, { items: [{ code: 'CZ-01', name: '许可' }], ...PAGE }),
}
const PUT = `PUT /service-records/${DONE.id}`

async function open(answer: (request: Request) => Response | Promise<Response>) {
  serveApi({ ...LISTS, [PUT]: answer })
  const onSaved = vi.fn()
  await renderAt('/', <RecordDrawer record={DONE} onClose={() => undefined} onSaved={onSaved} />)
  await screen.findByLabelText('更正原因')
  return onSaved
}

beforeEach(() => comeIn('service_record.write', 'unit.read'))

describe('putting a finished record right', () => {
  it('asks why, and sends the whole of it with the version that was read', async () => {
    const sent: { body: unknown; version: string | null }[] = []
    const onSaved = await open(async (request) => {
      sent.push({ body: await request.json(), version: request.headers.get('If-Match') })
      return json(200, DONE)
    })
    await userEvent.click(screen.getByText('保存'))
    expect(await screen.findByText('必填')).toBeTruthy()
    expect(sent).toEqual([])
    await userEvent.type(screen.getByLabelText('更正原因'), '录入有误')
    await userEvent.click(screen.getByText('保存'))
    await waitFor(() => expect(onSaved).toHaveBeenCalledOnce())
    expect(sent[0]?.version).toBe('"3"')
    expect(sent[0]?.body).toMatchObject({
      unit_code: 'ZF-07',
      matter_code: 'CZ-01',
      external_id: 'SP2026-0012',
      finished_at: '2026-11-24T08:30:15Z',
      result: 'approved',
      pauses: DONE.pauses,
      correction: '录入有误',
    })
    expect(sent[0]?.body).not.toHaveProperty('unit_id')
  })

  it('shows what the server has against it, at the field', async () => {
    const errors = [{ pointer: '/finished_at', code: 'in_future', message: '时间在将来' }]
    await open(() => problem(422, 'invalid_input', '填写的内容有误', { errors }))
    await userEvent.type(screen.getByLabelText('更正原因'), '录入有误')
    await userEvent.click(screen.getByText('保存'))
    expect(await screen.findByText('时间在将来')).toBeTruthy()
  })
})

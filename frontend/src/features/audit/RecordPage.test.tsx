import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { comeIn, json, renderAt, serveApi } from '@/testing'
import RecordPage from './RecordPage'

const OBJECT = '00000000-0000-4000-8000-000000000007'
const EVENT = {
  seq: 12,
  at: '2026-11-20T08:00:00Z',
  actor: '00000000-0000-4000-8000-000000000001',
  actor_name: '王敏',
  action: 'round.open',
  object_type: 'round',
  object_id: OBJECT,
  data: { year: 2026 },
  hash: 'ab'.repeat(32),
}
const CASE = { ...EVENT, seq: 11, action: 'complaint.callback', object_type: 'complaint', data: {} }
const JOB = {
  id: '00000000-0000-4000-8000-000000000009',
  kind: 'audit.verify',
  state: 'done',
  progress: { done: 12, total: 12 },
  result: {
    events: 6,
    checkpoints: 1,
    findings: 1,
    head: 'cd'.repeat(32),
    first: [{ seq: 7, zh: '内容与摘要不符', en: 'the content is not what its hash says' }],
  },
  problem: null,
  created_at: '2026-11-20T08:00:00Z',
  finished_at: '2026-11-20T08:00:01Z',
}

async function show(path = '/system/record') {
  comeIn('audit.read', 'audit.export', 'audit.verify')
  const requests = serveApi({
    'GET /audit/events': () => json(200, { items: [EVENT, CASE], total: 2, limit: 50, next_cursor: null }),
    'GET /jobs': () => json(200, { items: [], total: 0, limit: 1, next_cursor: null }),
    'POST /audit/verify': () => json(202, JOB),
    [`GET /jobs/${JOB.id}`]: () => json(200, JOB),
  })
  const shown = await renderAt(path, <RecordPage />)
  const asked = () =>
    requests
      .filter(({ url }) => url.includes('/audit/events'))
      .map(({ url }) => Object.fromEntries(new URL(url).searchParams))
      .at(-1)
  return { ...shown, asked, requests }
}

it('follows one object from an event of it', async () => {
  const { asked } = await show('/system/record?actor=wang')
  expect(asked()).toEqual({ actor: 'wang', limit: '50' })
  await userEvent.click(await screen.findByRole('button', { name: '查看第 12 条' }))
  const drawer = screen.getByRole('dialog', { name: '第 12 条' })
  expect(within(drawer).getByText('开始评议')).toBeTruthy()
  expect(within(drawer).getByText(/"year": 2026/)).toBeTruthy()
  await userEvent.click(within(drawer).getByRole('button', { name: '跟踪这个对象' }))
  expect(asked()).toEqual({ object_type: 'round', object_id: OBJECT, limit: '50' })
  expect(screen.queryByRole('dialog')).toBeNull()
})

it('asks for all filters together', async () => {
  const { asked } = await show()
  expect(await screen.findByText('回访'), 'by the words of complaints').toBeTruthy()
  await userEvent.type(screen.getByRole('textbox', { name: '操作人' }), ' wang ')
  await userEvent.type(screen.getByRole('combobox', { name: '操作' }), 'round.')
  await userEvent.selectOptions(screen.getByRole('combobox', { name: '对象类别' }), '轮次')
  expect(asked()).toEqual({ limit: '50' })
  await userEvent.click(screen.getByRole('button', { name: '查询' }))
  expect(asked()).toEqual({ actor: 'wang', action: 'round.', object_type: 'round', limit: '50' })
})

it('verifies, and leads to the event that is not what it was', async () => {
  const { asked } = await show()
  await screen.findByText('还没有核验过。')
  await userEvent.click(screen.getByRole('button', { name: '核验' }))
  expect(await screen.findByText('发现 1 处问题')).toBeTruthy()
  expect(screen.getByText(/内容与摘要不符/)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: '第 7 条' }))
  expect(asked()).toEqual({ seq: '7', limit: '50' })
})

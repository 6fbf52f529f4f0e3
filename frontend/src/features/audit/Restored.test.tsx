import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { comeIn, json, renderAt, serveApi } from '@/testing'
import Restored from './Restored'

const LOST = { seq: 8, hash: 'a'.repeat(64), at: '2026-11-27T02:00:00Z' }

it('lets the auditor acknowledge what is lost, and nobody else', async () => {
  comeIn('audit.acknowledge')
  const sent: unknown[] = []
  serveApi({
    'GET /audit/maintenance': () =>
      json(200, { lost: LOST, restored: null, head: { seq: 5, hash: 'b'.repeat(64) } }),
    'POST /audit/maintenance/acknowledge': async (request) => {
      sent.push(await request.json())
      return new Response(null, { status: 204 })
    },
  })
  await renderAt('/', <Restored />)
  await userEvent.click(await screen.findByRole('button', { name: '确认恢复…' }))
  expect(screen.getByText(/11月27日 10:00 的存证点为第 8 条，现在的数据库只到第 5 条/)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: '确认恢复' }))
  expect(sent).toEqual([{ hash: LOST.hash }])
})

it('names the backup where no checkpoint is known to be lost', async () => {
  comeIn('audit.acknowledge')
  const sent: unknown[] = []
  const restored = {
    seq: 6,
    hash: 'c'.repeat(64),
    at: '2026-11-27T02:00:00Z',
    made_at: '2026-11-26T18:00:00Z',
    backup_head: 5,
  }
  serveApi({
    'GET /audit/maintenance': () =>
      json(200, { lost: null, restored, head: { seq: 6, hash: restored.hash } }),
    'POST /audit/maintenance/acknowledge': async (request) => {
      sent.push(await request.json())
      return new Response(null, { status: 204 })
    },
  })
  await renderAt('/', <Restored />)
  await userEvent.click(await screen.findByRole('button', { name: '确认恢复…' }))
  expect(
    screen.getByText(/11月27日 10:00 恢复了 .*11月27日 02:00 的备份，其审计记录到第 5 条为止/),
  ).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: '确认恢复' }))
  expect(sent).toEqual([{ hash: restored.hash }])
})

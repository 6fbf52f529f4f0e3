import { screen, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { json, renderAt, serveApi } from '@/testing'
import type { Job } from './api'
import { JobProgress } from './JobProgress'

const RUNNING: Job = {
  id: '00000000-0000-4000-8000-000000000001',
  kind: 'tally',
  state: 'running',
  progress: { done: 300, total: 1200 },
  result: null,
  problem: null,
  created_at: '2026-11-20T08:00:00Z',
  finished_at: null,
}
const DONE: Job = {
  ...RUNNING,
  state: 'done',
  progress: { done: 1200, total: 1200 },
  result: { sheets: 1200 },
}

/** Show a job whose states are answered in turn; the last one repeats. */
async function show(...states: Job[]) {
  const onOver = vi.fn()
  const left = [...states]
  const requests = serveApi({
    [`GET /jobs/${RUNNING.id}`]: () => json(200, left.length > 1 ? left.shift() : left[0]),
  })
  const element = (
    <JobProgress id={RUNNING.id} title="计票" onOver={onOver}>
      {(job) => <p>共 {String(job.result?.['sheets'])} 份</p>}
    </JobProgress>
  )
  await renderAt('/', element)
  return { onOver, requests }
}

describe('JobProgress', () => {
  it('shows how far the work is, then its result, and says once that it is over', async () => {
    const { onOver } = await show(RUNNING, DONE)
    const bar = await screen.findByRole('progressbar', { name: '计票' })
    expect([bar.getAttribute('aria-valuenow'), bar.getAttribute('aria-valuemax')]).toEqual(['300', '1200'])
    expect(screen.getByText('300 / 1,200')).toBeTruthy()
    expect(await screen.findByText('共 1200 份', {}, { timeout: 10_000 })).toBeTruthy()
    expect(screen.queryByRole('progressbar')).toBeNull()
    await waitFor(() => expect(onOver).toHaveBeenCalledOnce())
  })

  it('says so, too, when the work was over before it was first asked for', async () => {
    const { onOver } = await show(DONE)
    expect(await screen.findByText('共 1200 份')).toBeTruthy()
    await waitFor(() => expect(onOver).toHaveBeenCalledOnce())
  })

  it('shows why the work failed', async () => {
    const problem = { type: '', title: '计票未能完成', status: 409, code: 'x', trace_id: 't-9', errors: [] }
    await show({ ...RUNNING, state: 'failed', problem })
    expect((await screen.findByRole('alert')).textContent).toContain('计票未能完成')
  })
})

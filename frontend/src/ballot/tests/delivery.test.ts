import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Refusal, Setback } from '../api'
import { backoffMs, deliver, Pause } from '../delivery'

afterEach(() => vi.useRealTimers())

/** Runs `deliver` over the given outcomes; notes what it reported and how long it paused. */
async function run(...outcomes: ({ kind: 'accepted' } | Refusal)[]) {
  const reported: Setback[] = []
  const pauses: number[] = []
  const result = await deliver(
    () => {
      const next = outcomes.shift()
      return next ? Promise.resolve(next) : Promise.reject(new Error('one attempt too many'))
    },
    (ms) => {
      pauses.push(ms)
      return Promise.resolve()
    },
    (setback) => reported.push(setback),
  )
  return { result, reported, pauses }
}

describe('delivering', () => {
  it.each<{ kind: 'accepted' } | Refusal>([
    { kind: 'accepted' },
    { kind: 'final', reason: 'used' },
    { kind: 'rejected', message: '', errors: [] },
  ])('stops at an answer that stands: $kind', async (answer) => {
    expect(await run(answer)).toEqual({ result: answer, reported: [], pauses: [] })
  })

  it('tries again after silence and after a broken server', async () => {
    const { result, reported, pauses } = await run(
      { kind: 'silent' },
      { kind: 'failed', trace: 't' },
      { kind: 'accepted' },
    )
    expect(result).toEqual({ kind: 'accepted' })
    expect(reported.map(({ kind }) => kind)).toEqual(['silent', 'failed'])
    expect(pauses[0]).toBeGreaterThanOrEqual(1500)
    expect(pauses[1]).toBeGreaterThanOrEqual(3000)
  })

  it('waits as long as the server asks', async () => {
    expect((await run({ kind: 'wait', seconds: 90 }, { kind: 'accepted' })).pauses).toEqual([90_000])
  })
})

describe('backing off', () => {
  it('doubles up to half a minute, spread by a quarter to both sides', () => {
    expect([0, 1, 2, 3, 4, 50].map((attempt) => backoffMs(attempt, () => 0.5))).toEqual([
      2000, 4000, 8000, 16000, 30000, 30000,
    ])
    expect(backoffMs(0, () => 0)).toBe(1500)
    expect(backoffMs(0, () => 1)).toBe(2500)
  })
})

describe('a pause', () => {
  it('ends by itself', async () => {
    vi.useFakeTimers()
    const ended = vi.fn()
    void new Pause().start(1000).then(ended)
    await vi.advanceTimersByTimeAsync(999)
    expect(ended).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(ended).toHaveBeenCalledOnce()
  })

  it('can be cut short, and cutting without a pause does nothing', async () => {
    vi.useFakeTimers()
    const pause = new Pause()
    pause.cut()
    const ended = pause.start(60_000)
    pause.cut()
    await ended
    expect(vi.getTimerCount()).toBe(0)
  })
})

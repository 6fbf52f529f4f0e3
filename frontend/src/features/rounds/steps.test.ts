import { describe, expect, it } from 'vitest'
import type { RoundStep } from './api'
import { firstStep, reachable, stepAt, stepsOf } from './steps'

const line = (...states: RoundStep['state'][]): RoundStep[] =>
  (['setup', 'codes', 'progress', 'screening', 'results'] as const).map((key, index) => ({
    key,
    state: states[index] ?? 'todo',
    note: '',
  }))
const everything = () => true
const reader = (permission: string) => permission === 'round.read'

describe('the steps of a round', () => {
  it('leave out the codes of a round on paper', () => {
    const keys = stepsOf({ steps: line('current'), collection: 'paper' }).map(({ key }) => key)
    expect(keys).toEqual(['setup', 'progress', 'screening', 'results'])
  })

  it('are open as far as the work has come, and one step on', () => {
    expect([...reachable(line('done', 'current'), everything)]).toEqual(['setup', 'codes', 'progress'])
    expect([...reachable(line('done', 'done', 'done', 'done', 'done'), everything)]).toHaveLength(5)
  })

  it('are open only to people who may see their pages', () => {
    expect([...reachable(line('done', 'done', 'current'), reader)]).toEqual(['setup'])
  })

  it('begin with the current one, with the results when all is done', () => {
    expect(firstStep(line('done', 'done', 'current'), everything)).toBe('progress')
    expect(firstStep(line('done', 'done', 'done', 'done', 'done'), everything)).toBe('results')
    expect(firstStep(line('done', 'done', 'current'), reader)).toBe('setup')
  })

  it('are known from the address', () => {
    expect(stepAt('/rounds/7/codes')).toBe('codes')
    expect(stepAt('/rounds/7/keying')).toBe('progress')
    expect(stepAt('/rounds/7')).toBeNull()
    expect(stepAt('/rounds/7/other')).toBeNull()
  })
})

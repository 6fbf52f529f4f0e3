import { describe, expect, it } from 'vitest'
import { CASE, HEADER } from './sample'
import { besides } from './standing'

const lead = (permission: string) => permission === 'complaint.decide'
const ended = { ...CASE, header: { ...HEADER, state: 'closed' as const } }

describe('besides', () => {
  it('lets the lead name an ended case in public, and no longer', () => {
    expect(besides(ended, lead)).toContain('publish')
    expect(besides({ ...ended, publishable: true }, lead)).toContain('unpublish')
    expect(besides({ ...ended, publishable: true }, lead)).not.toContain('publish')
  })

  it('names nothing in public that is being handled, or was withdrawn', () => {
    for (const state of ['registered', 'handling', 'withdrawn', 'merged'] as const)
      expect(besides({ ...CASE, header: { ...HEADER, state } }, lead)).not.toContain('publish')
    expect(besides(ended, () => false)).not.toContain('publish')
  })
})

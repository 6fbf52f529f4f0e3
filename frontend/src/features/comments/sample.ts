import { ROUND } from '@/features/results/sample'
import type { Comment, Counts, Desk, Summary, Topic } from './api'

// What the API would answer, in small. For tests only.

const UNIT = { id: 'unit-1', code: 'A1', name: '示范市财政局', short_name: '市财政局' }

export const TOPIC: Topic = { id: 'topic-1', name: '办事效率', keywords: ['慢'], active: true, version: 1 }
export const RETIRED: Topic = { id: 'topic-2', name: '老主题', keywords: [], active: false, version: 3 }

const DESK: Desk = {
  state: 'pending',
  version: 1,
  original: [{ text: '办得太慢', kind: null }],
  proposal: '办得太慢',
  findings: 0,
  same_as: null,
  likeness: null,
  alike: 0,
  decided: null,
  earlier: [],
}

export const SLOW: Comment = { id: 'c-1', unit: UNIT, text: '办得太慢', topics: [TOPIC], desk: DESK }

export const CALLED: Comment = {
  ...SLOW,
  id: 'c-2',
  text: '王科长说打138****',
  topics: [],
  desk: {
    ...DESK,
    original: [
      { text: '王科长', kind: 'name' },
      { text: '说打', kind: null },
      { text: '13800001234', kind: 'phone' },
    ],
    proposal: '王科长说打138****',
    findings: 2,
    alike: 2,
  },
}

/** As it is after a decision. */
export function withDesk(comment: Comment, change: Partial<Desk>): Comment {
  return { ...comment, desk: { ...DESK, ...comment.desk, ...change } }
}

export function sampleSummary(change: Partial<NonNullable<Summary['progress']>> = {}): Summary {
  const progress = {
    total: 4,
    pending: 2,
    released: 1,
    withheld: 1,
    unprepared: 0,
    clear: 1,
    reasons: [{ reason: 'abuse' as const, count: 1 }],
  }
  return { round: ROUND, released: 1, units: [UNIT], progress: { ...progress, ...change } }
}

export const COUNTS: Counts = {
  round: ROUND,
  k: 5,
  topics: [{ id: TOPIC.id, name: TOPIC.name }],
  totals: [{ topic_id: TOPIC.id, count: null }],
  units: [{ unit: UNIT, total: 9, untitled: 0, cells: [{ topic_id: TOPIC.id, count: null }] }],
}

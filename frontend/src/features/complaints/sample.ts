import type { CaseDetail, CaseHeader } from './api'

export const ID = '00000000-0000-4000-8000-000000000001'

export const HEADER: CaseHeader = {
  id: ID,
  number: '2026-000005',
  state: 'registered',
  cycle: 1,
  channel: 'hotline',
  mode: 'confidential',
  category: 'slow',
  category_name: '慢作为',
  unit_id: '00000000-0000-4000-8000-00000000000b',
  unit_name: '市财政局',
  summary: '',
  persons: 1,
  received_at: '2026-11-26T01:00:00Z',
  officer_id: '00000000-0000-4000-8000-00000000000a',
  officer_name: '用户庚',
  next_due: '2036-12-01T16:00:00Z',
  next_clock: 'accept',
  days_left: 2,
  level: 'yellow',
  version: 3,
  demo: false,
}

export const CASE: CaseDetail = {
  header: HEADER,
  handling: null,
  reason: null,
  about_head: false,
  ex_officio: false,
  taken_over: false,
  merged_into: null,
  accepted_at: null,
  replied_at: null,
  closed_at: null,
  external_due: null,
  handlers: [],
  clocks: [],
  events: [],
  requests: [],
  against_callback: [],
  actions: [
    { action: 'accept', label: '受理', reasons: [] },
    { action: 'refuse', label: '不予受理', reasons: ['登记人不能决定不予受理，请由另一位负责人办理'] },
    { action: 'withdraw', label: '撤诉', reasons: [] },
  ],
  content: { orders: [], results: [], callbacks: [], messages: [], similar: [], merged: [] },
}

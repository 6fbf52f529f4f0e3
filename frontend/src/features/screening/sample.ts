import { ROUND, sampleFigures } from '@/features/results/sample'
import type { Effect, Flag, Screening } from './api'

// What the API would answer, in small. For tests only.

export const COPIES: Flag = {
  id: 'flag-1',
  number: 1,
  kind: 'duplicates',
  stratum: '企业人员',
  unit: null,
  batch: null,
  sheets: 4,
  numbers: {
    one_in: 1_000_000,
    strata: [{ name: '企业人员', sheets: 4 }],
    largest: { unit: '教育局', before: '86.19', after: '85.90', difference: '-0.29' },
  },
  decision: 'undecided',
  decided: null,
  earlier: [],
  in_force: true,
  version: 1,
}

export const BURST: Flag = {
  ...COPIES,
  id: 'flag-2',
  number: 2,
  kind: 'burst',
  stratum: '人大代表',
  sheets: 0,
  numbers: {
    one_in: 4_200,
    seen: 1,
    usual: '1',
    compared: 80,
    windows: [{ begins_at: '2026-10-20T06:05:00Z', sheets: 26 }],
  },
  decision: 'kept',
  decided: {
    decision: 'kept',
    reason: '当天组织代表集中填写',
    decided_by: '用户甲',
    decided_at: '2026-11-07T02:00:00Z',
  },
  version: 2,
}

export function sampleScreening(...flags: Flag[]): Screening {
  return {
    round: ROUND,
    screened_at: '2026-11-06T01:00:00Z',
    sheets: 1297,
    total: flags.length,
    decided: flags.filter(({ decision }) => decision !== 'undecided').length,
    recounting: false,
    straight: [{ stratum: '人大代表', straight: 20, sheets: 138, share: '14.5' }],
    flags,
  }
}

export function sampleEffect(): Effect {
  const { unit_id, code, name, short_name, sequence, n, plain } = sampleFigures(
    'A1',
    '市教育局',
    '86.19',
    100,
  )
  const figures = { n, plain, plain_difference: '+0.00', rate: '86.19', rate_difference: '+0.00' }
  const without = { ...figures, n: n - 4, rate: '85.90', rate_difference: '-0.29' }
  return {
    round: ROUND,
    sheets: { all: 1297, flagged: 1293, final: 1297 },
    units: [{ unit_id, code, name, short_name, sequence, all: figures, flagged: without, final: figures }],
  }
}

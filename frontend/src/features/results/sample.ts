import type {
  Cells,
  Change,
  ComparedUnit,
  Comparisons,
  Dashboard,
  DashboardUnit,
  Group,
  RoundRef,
  Standing,
  UnitFigures,
  UnitStanding,
} from './api'

// What the API would answer, in small. For tests only.

export const ROUND: RoundRef = {
  id: 'round-2',
  year: 2026,
  number: 2,
  title: '2026年下半年评议',
  state: 'tallied',
  demo: false,
  method_digest: '7f3a21c9'.padEnd(64, '0'),
}

export const EARLIER: RoundRef = { ...ROUND, id: 'round-1', number: 1, title: '2026年上半年评议' }

export function sampleFigures(code: string, name: string, value: string | null, n: number): UnitFigures {
  const rate = { numerator: n, denominator: 2 * n, percent: value === null ? null : '50.00' }
  return {
    unit_id: code,
    code,
    name,
    short_name: name,
    sequence: '政府部门',
    n,
    plain: rate,
    plain_score: null,
    rate: {
      value,
      lower: value && '70.1',
      upper: value && '90.9',
      se: value && '1.00',
      n,
      n_eff: null,
      df: n,
      flags: value === null ? ['no_estimate'] : [],
      missing_weight: '0.0',
    },
    score: null,
    awareness: rate,
    dont_know: rate,
    blank: rate,
  }
}

const NO_STANDING: UnitStanding = { left_out: null, overall: null, in_sequence: null, change: null }

export function sampleStanding(rank: number, lower: number, upper: number, of: number): Standing {
  return {
    rank,
    lower,
    upper,
    above: of - upper,
    below: lower - 1,
    could_be_best: lower === 1,
    could_be_in_last: upper === of,
    surely_in_last: lower === of,
    against_mean: rank === 1 ? 'above' : rank === of ? 'below' : 'not_separable',
    deviation: rank === 1 ? '+5.00' : '-5.00',
    band_lower: '84.0',
    band_upper: '90.0',
  }
}

export function sampleChange(change: Partial<Change> = {}): Change {
  return {
    status: 'tested',
    direction: 'down',
    watched: true,
    restricted: false,
    first: '88.00',
    second: '82.00',
    difference: '-6.00',
    lower: '-9.1',
    upper: '-2.9',
    p: '<0.001',
    p_holm: '0.002',
    p_bh: '<0.001',
    ...change,
  }
}

/** The earlier round, which compares. */
export function sampleEarlier(): NonNullable<Comparisons['earlier']> {
  return { round: EARLIER, comparable: true, reasons: [], up: 0, down: 1, watched: 1, abolished: [] }
}

export function sampleGroup(name: string | null, size: number): Group {
  return {
    name,
    size,
    left_out: 0,
    mean: '87.00',
    above: 1,
    below: 1,
    pairs: (size * (size - 1)) / 2,
    separated: 2,
    last: 1,
    could_be_best: 1,
    could_be_in_last: 2,
    surely_in_last: 0,
  }
}

function sampleCompared(code: string, name: string, overall: Standing | null): ComparedUnit {
  return {
    ...NO_STANDING,
    unit_id: code,
    code,
    name,
    short_name: name,
    sequence: code.startsWith('A') ? '政府部门' : '镇街',
    left_out: overall === null ? 'under_represented' : null,
    overall,
    in_sequence: overall === null ? null : sampleStanding(1, 1, 1, 1),
    value: '86.19',
    interval_lower: '84.0',
    interval_upper: '88.2',
    n: 100,
    flags: overall === null ? ['under_represented'] : [],
    plain: '85.00',
    plain_rank: 4,
    plain_rank_in_sequence: 2,
  }
}

/** Four units: three that are ranked, of which two cannot be told apart, and one that is not. */
export function sampleComparisons(change: Partial<Comparisons> = {}): Comparisons {
  return {
    round: ROUND,
    outcome: 'rate',
    lo: '0',
    hi: '100',
    earlier: null,
    groups: [sampleGroup(null, 3), sampleGroup('政府部门', 2), sampleGroup('镇街', 1)],
    units: [
      sampleCompared('A1', '市教育局', sampleStanding(3, 2, 3, 3)),
      sampleCompared('A2', '市气象局', null),
      sampleCompared('A3', '市司法局', sampleStanding(2, 2, 3, 3)),
      sampleCompared('B1', '城东街道', sampleStanding(1, 1, 1, 3)),
    ],
    ...change,
  }
}

export function sampleUnit(
  code: string,
  name: string,
  value: string | null,
  change: Partial<DashboardUnit> = {},
): DashboardUnit {
  const figures = sampleFigures(code, name, value, value === null ? 0 : 100)
  return {
    unit_id: code,
    code,
    name,
    short_name: name,
    sequence: '政府部门',
    figures,
    complaints: null,
    oversight: null,
    previous: null,
    standing: value === null ? { ...NO_STANDING, left_out: 'no_estimate' } : NO_STANDING,
    status: { level: 'none', reasons: [] },
    ...change,
  }
}

/** A round with three units: one sequence of two and one of one, one unit without a figure. */
export function sampleDashboard(change: Partial<Dashboard> = {}): Dashboard {
  const plain = { numerator: 5645, denominator: 7314, percent: '77.18' }
  return {
    figures_visible: true,
    rounds: [ROUND, EARLIER],
    round: ROUND,
    comparison: null,
    overall: {
      sheets: 1297,
      issued: 1500,
      issued_together: 0,
      valid: 1297,
      turnout: '86.5',
      plain,
      plain_score: null,
      mean_rate: '87.70',
      awareness: plain,
    },
    axis: { min: 70, max: 100 },
    sequences: [
      { name: '政府部门', count: 2 },
      { name: '镇街', count: 1 },
    ],
    groups: [sampleGroup(null, 2), sampleGroup('政府部门', 1), sampleGroup('镇街', 1)],
    complaints: null,
    oversight: null,
    attention_count: 1,
    units: [
      sampleUnit('A1', '市教育局', '86.19'),
      sampleUnit('A2', '市气象局', null, {
        status: { level: 'watch', reasons: [{ code: 'no_estimate', text: '没有有效评价' }] },
      }),
      sampleUnit('B1', '城东街道', '92.54', { sequence: '镇街' }),
    ],
    ...change,
  }
}

/** Two units by two strata; one square without an answer, one with few. */
export function sampleCells(): Cells {
  const full = { value: '95.0', n: 40, step: 5, small: false }
  const few = { value: '60.0', n: 3, step: 1, small: true }
  const none = { value: null, n: 0, step: null, small: false }
  const row = (code: string, name: string, cells: Cells['rows'][number]['cells']) => ({
    unit_id: code,
    code,
    name,
    short_name: name,
    sequence: '政府部门',
    cells,
    total: full,
  })
  return {
    round: ROUND,
    by: 'stratum',
    outcome: 'rate',
    cuts: ['75', '82', '88', '94'],
    columns: [
      { key: 'S1', name: '人大代表', share: '40.00' },
      { key: 'S2', name: '企业人员', share: '60.00' },
    ],
    rows: [row('A1', '市教育局', [full, few]), row('B1', '城东街道', [none, full])],
  }
}

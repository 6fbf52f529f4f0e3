import { describe, expect, it } from 'vitest'
import type { AnswerImport, Mapping } from './api'
import {
  cellsOf,
  meaningOf,
  normal,
  rolesOf,
  withEntry,
  withLayout,
  withMeaning,
  withStratum,
  wordsOf,
} from './mapping'

const LONG: Mapping = {
  layout: 'long',
  respondent_column: '序号',
  stratum_column: '层次',
  stratum_id: null,
  unit_column: '单位',
  criterion_column: null,
  option_column: '评价',
  unit_columns: {},
  option_map: { 满意: 1, '1': 1 },
  stratum_map: { 人大代表: 'S1' },
}
const WIDE: Mapping = {
  ...LONG,
  layout: 'wide',
  unit_column: null,
  option_column: null,
  unit_columns: { 财政局: 'CZ', 教育局: 'JY' },
}

function file(change: Partial<AnswerImport>): AnswerImport {
  return {
    id: 'i',
    round_id: 'r',
    filename: 'a.csv',
    size: 1,
    state: 'uploaded',
    origin: 'import',
    problem_count: 0,
    job_id: null,
    batch_id: null,
    created_at: '2026-11-22T00:00:00Z',
    encoding: 'utf-8',
    delimiter: ',',
    columns: ['序号', '层次', '单位', '评价'],
    sample: [],
    layout: 'long',
    mapping: LONG,
    issued: null,
    returned: null,
    totals: null,
    problems: [],
    ...change,
  }
}

describe('the meaning of a column', () => {
  it('is read from the mapping', () => {
    expect(meaningOf(LONG, '评价')).toBe('option')
    expect(meaningOf(WIDE, '财政局')).toBe('cell:CZ')
    expect(meaningOf(WIDE, '备注')).toBe('')
  })

  it('is taken from the column that had it', () => {
    const after = withMeaning(LONG, '备注', 'unit')
    expect(after.unit_column).toBe('备注')
    expect(meaningOf(after, '单位')).toBe('')
    expect(withMeaning(WIDE, '备注', 'cell:CZ').unit_columns).toEqual({ 教育局: 'JY', 备注: 'CZ' })
  })

  it('replaces the one that the column had', () => {
    const after = withMeaning(LONG, '评价', 'criterion')
    expect([after.criterion_column, after.option_column]).toEqual(['评价', null])
    expect(withMeaning(WIDE, '财政局', '').unit_columns).toEqual({ 教育局: 'JY' })
  })

  it('as the stratum ends the choice of one stratum for the file, and the other way round', () => {
    const whole = withStratum(LONG, 's1')
    expect([whole.stratum_id, whole.stratum_column]).toEqual(['s1', null])
    const column = withMeaning(whole, '层次', 'stratum')
    expect([column.stratum_id, column.stratum_column]).toEqual([null, '层次'])
  })

  it('does not outlive the layout that has it', () => {
    expect(withLayout(LONG, 'wide')).toMatchObject({ unit_column: null, option_column: null })
    expect(withLayout(WIDE, 'long').unit_columns).toEqual({})
  })
})

describe('what a file needs', () => {
  const unit = {
    unit_id: 'u',
    code: 'CZ',
    name: '示范市财政局',
    short_name: '财政局',
    sequence_name: '',
    duties: '',
    key: false,
    pilot: false,
    team: '',
  }
  const criterion = (code: string) => ({ code, name: `内容${code}`, help: '', weight: '1', share: '50.00' })

  it('is a column for each cell of the ballot', () => {
    expect(cellsOf({ roll: [unit], criteria: [criterion('A')] })).toEqual([{ code: 'CZ', label: '财政局' }])
    expect(cellsOf({ roll: [unit], criteria: [criterion('A'), criterion('B')] })).toEqual([
      { code: 'CZ/A', label: '财政局 · 内容A' },
      { code: 'CZ/B', label: '财政局 · 内容B' },
    ])
  })

  it('is the criterion only when there are several', () => {
    expect(rolesOf('long', 1).needed).not.toContain('criterion')
    expect(rolesOf('long', 6).needed).toContain('criterion')
    expect(rolesOf('wide', 6)).toEqual({
      possible: ['respondent', 'stratum', 'source'],
      needed: ['stratum'],
    })
  })
})

describe('the texts of a file', () => {
  it('are compared as the server does', () => {
    expect(normal(' Ａbc　 D ')).toBe('abc d')
  })

  it('are those of the option column, in any spelling once, then the other known ones', () => {
    const sample = [
      ['1', '人大代表', 'CZ', '满意 '],
      ['2', '工人', 'CZ', '不好'],
      ['3', '工人', 'CZ', '满意'],
      ['4', '工人', 'CZ', ''],
    ]
    expect(wordsOf('option', file({ sample }), LONG)).toEqual([
      { text: '不好', seen: true },
      { text: '满意', seen: true },
      { text: '1', seen: false },
    ])
    expect(wordsOf('stratum', file({ sample }), LONG)).toEqual([
      { text: '工人', seen: true },
      { text: '人大代表', seen: true },
    ])
  })

  it('are those of all unit columns of a wide file', () => {
    const columns = ['序号', '层次', '财政局', '教育局']
    const wide = file({ columns, sample: [['1', '人大代表', '1', '9']], mapping: WIDE })
    expect(wordsOf('option', wide, WIDE).filter(({ seen }) => seen)).toEqual([
      { text: '1', seen: true },
      { text: '9', seen: true },
    ])
  })

  it('hold what the last check did not know', () => {
    const problems = [{ row: 900, column: '评价', code: 'option_unknown', value: '一般', message: '' }]
    expect(wordsOf('option', file({ problems }), LONG)[0]).toEqual({ text: '一般', seen: true })
  })

  it('lose and gain meanings one by one', () => {
    expect(withEntry({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 })
    expect(withEntry({ a: 1 }, 'b', 0)).toEqual({ a: 1, b: 0 })
  })
})

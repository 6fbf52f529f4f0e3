import { describe, expect, it } from 'vitest'
import { sortRows } from './sorting'

const ROWS = [
  { name: '甲', rate: '9.50' },
  { name: '乙', rate: null },
  { name: '丙', rate: '87.00' },
  { name: '丁', rate: '9.50' },
  { name: '戊', rate: '-2.10' },
]
const names = (sort: string) =>
  sortRows(ROWS, sort, { rate: (row) => row.rate })
    .map((row) => row.name)
    .join('')

describe('sortRows', () => {
  it('reads decimal text as numbers, keeps equals in order and puts null last in both directions', () => {
    expect(names('rate')).toBe('戊甲丁丙乙')
    expect(names('-rate')).toBe('丙甲丁戊乙')
  })

  it('changes nothing for a name that it does not know', () => {
    expect(names('-rank')).toBe('甲乙丙丁戊')
  })
})

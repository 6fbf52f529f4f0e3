import { describe, expect, it } from 'vitest'
import { millionths, sharesOf } from './shares'

describe('shares', () => {
  it('give what is missing to the largest remainders, the earlier row first', () => {
    expect(sharesOf(['1', '1', '1'])).toEqual(['33.34', '33.33', '33.33'])
    expect(sharesOf(['1', '1', '1', '1', '1', '1'])).toEqual([
      '16.67',
      '16.67',
      '16.67',
      '16.67',
      '16.66',
      '16.66',
    ])
    expect(sharesOf(['2', '1'])).toEqual(['66.67', '33.33'])
  })

  it('are exact for weights that binary fractions cannot hold', () => {
    expect(sharesOf(['0.1', '0.2', '0.7'])).toEqual(['10.00', '20.00', '70.00'])
    expect(sharesOf(['0.000001', '999999999.999999'])).toEqual(['0.00', '100.00'])
  })

  it('add up to exactly 100.00', () => {
    const weights = ['3', '7', '11.5', '0', '0.333333', '19', '4.25']
    const total = (sharesOf(weights) ?? []).reduce((sum, share) => sum + Number(share.replace('.', '')), 0)
    expect(total).toBe(10_000)
  })

  it('are unknown while a weight is no amount, or all are 0', () => {
    expect(sharesOf(['1', ''])).toBeNull()
    expect(sharesOf(['1', '-1'])).toBeNull()
    expect(sharesOf(['1', '0.0000001'])).toBeNull()
    expect(sharesOf(['0', '0.0'])).toBeNull()
    expect(sharesOf([])).toBeNull()
  })
})

describe('amounts', () => {
  it('are read without rounding', () => {
    expect(millionths(' 12.5 ')).toBe(12_500_000n)
    expect(millionths('0.000001')).toBe(1n)
    expect(millionths('1e3')).toBeNull()
    expect(millionths('.5')).toBeNull()
  })
})

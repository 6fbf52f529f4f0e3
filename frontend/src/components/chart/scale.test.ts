import { describe, expect, it } from 'vitest'
import { axisAround, place, ticks } from './scale'

describe('place', () => {
  it('is the share of the axis in percent', () => {
    expect(place('85.00', { min: 70, max: 100 })).toBe(50)
    expect(place('75.41', { min: 70, max: 100 })).toBe(18.03)
    expect(place(0, { min: 0, max: 100 })).toBe(0)
  })

  it('stays on the axis', () => {
    expect(place('12.0', { min: 60, max: 100 })).toBe(0)
    expect(place('100.0', { min: 60, max: 95 })).toBe(100)
  })
})

describe('ticks', () => {
  it('go from end to end at equal round distances, as many as there is room for', () => {
    expect(ticks({ min: 70, max: 100 }, 10)).toEqual([70, 75, 80, 85, 90, 95, 100])
    expect(ticks({ min: 60, max: 100 }, 4)).toEqual([60, 80, 100])
    expect(ticks({ min: 0, max: 100 }, 10)).toEqual([0, 20, 40, 60, 80, 100])
  })

  it('are the ends alone where no distance fits', () => {
    expect(ticks({ min: 30, max: 100 }, 4)).toEqual([30, 100])
  })
})

describe('axisAround', () => {
  it('begins below every value, at a multiple of 10', () => {
    expect(axisAround(['73.0', '87.41', null])).toEqual({ min: 70, max: 100 })
    expect(axisAround(['70.2', '91.0'])).toEqual({ min: 60, max: 100 })
  })

  it('begins at 0 when little would be gained, and without values', () => {
    expect(axisAround(['24.0'])).toEqual({ min: 20, max: 100 })
    expect(axisAround(['18.0'])).toEqual({ min: 0, max: 100 })
    expect(axisAround([null])).toEqual({ min: 0, max: 100 })
  })
})

import { describe, expect, it } from 'vitest'
import { middleOf, placeTicks, startOf } from './places'

const places = { count: 10, last: 2 }

describe('places', () => {
  it('are equally wide, so that a set of a single place can be seen', () => {
    expect(startOf(1, places)).toBe(0)
    expect(startOf(11, places)).toBe(100)
    expect(middleOf(1, places)).toBe(5)
    expect(middleOf(10, places)).toBe(95)
  })

  it('are numbered at the ends and at round places between', () => {
    expect(placeTicks(places, 12)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(placeTicks({ count: 43, last: 5 }, 10)).toEqual([1, 5, 10, 15, 20, 25, 30, 35, 40, 43])
    expect(placeTicks({ count: 16, last: 5 }, 4)).toEqual([1, 5, 10, 16])
    expect(placeTicks({ count: 1, last: 0 }, 10)).toEqual([1])
  })
})

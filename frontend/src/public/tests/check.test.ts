import { describe, expect, it } from 'vitest'
import { check } from '../verify/check'
import { roundText } from '../verify/exact'
import { canonical, NotAFile, parse } from '../verify/json'

/** Written by the program and judged by `verify/pingyi_verify.py`; see tests/results/publishing/example.py. */
const FILES = import.meta.glob<string>('../../../../tests/data/publishing/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const textOf = (name: string): string => FILES[`../../../../tests/data/publishing/${name}`] ?? ''
const bytesOf = (name: string): Uint8Array => new TextEncoder().encode(textOf(name))

type Edit = [way: (string | number)[], value?: unknown]
interface Case {
  name: string
  of: string
  sealed: boolean
  edits: Edit[]
  sealed_edits: Edit[]
  text: [string, string] | []
  raw: string | null
  refused: boolean
  altered: string[]
  key_id?: string
}
const CASES = JSON.parse(textOf('cases.json')) as Case[]

function edited(name: string, edits: Edit[]): Uint8Array {
  if (edits.length === 0) return bytesOf(name)
  const content: unknown = JSON.parse(textOf(name))
  for (const [way, ...value] of edits) {
    const last = String(way.at(-1))
    const place = way.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], content)
    if (value.length === 0) Reflect.deleteProperty(place as object, last)
    else Reflect.set(place as object, last, value[0])
  }
  return new TextEncoder().encode(JSON.stringify(content))
}

function publicOf({ of, edits, text, raw }: Case): Uint8Array {
  const name = `${of}.public.json`
  if (raw !== null) return new TextEncoder().encode(raw)
  const [old, put] = text
  if (old === undefined || put === undefined) return edited(name, edits)
  return new TextEncoder().encode(textOf(name).replace(old, () => put))
}

describe('the check in the browser says what the stand-alone script says', () => {
  it.each(CASES.map((one) => [`${one.of}: ${one.name.slice(0, 60)}`, one] as const))('%s', (_, one) => {
    const run = () =>
      check(publicOf(one), one.sealed ? edited(`${one.of}.sealed.json`, one.sealed_edits) : null)
    if (one.refused) {
      expect(run).toThrow(NotAFile)
      return
    }
    const report = run()
    expect(new Set(report.altered.keys())).toEqual(new Set(one.altered))
    expect(report.keyId).toBe(one.key_id)
    expect(report.good).toBe(one.altered.length === 0)
  })
})

describe('the check', () => {
  it('counts what it found in order, and says what only the sealed file determines', () => {
    const alone = check(bytesOf('single.public.json'))
    const whole = check(bytesOf('single.public.json'), bytesOf('single.sealed.json'))
    expect(alone.needsSealed).toEqual(['/results/U01', '/overall'])
    expect(whole.needsSealed).toEqual([])
    expect(alone.checked).toBeGreaterThan(20)
    expect(whole.checked).toBeGreaterThan(alone.checked)
    expect(alone.blocks).toBe(11)
  })

  it('says what a figure should be', () => {
    const forged = CASES.find(
      ({ name, of }) => of === 'single' && name.startsWith('results U02 plain percent'),
    )
    const reasons = check(publicOf(forged as Case)).altered.get('/results/U02') ?? []
    expect(reasons).toContainEqual(
      expect.objectContaining({ kind: 'figure', name: 'plain.percent', published: '99.99' }),
    )
  })

  it.each([
    ['a picture', new Uint8Array([0xff, 0xd8, 0xff])],
    ['another JSON', new TextEncoder().encode('{"a":1}')],
  ])('refuses %s', (_, bytes) => {
    expect(() => check(bytes)).toThrow(NotAFile)
  })
})

describe('canonical JSON', () => {
  const same = (text: string): string => new TextDecoder().decode(canonical(parse(text)))
  it('is the bytes of the file itself', () => {
    for (const name of [
      'single.public.json',
      'later.public.json',
      'several.public.json',
      'several.sealed.json',
    ])
      expect(canonical(parse(textOf(name)))).toEqual(bytesOf(name))
  })

  it('sorts by code points and escapes as little as may be', () => {
    expect(same('{"\u{10000}":1,"\ue000":[ ],"a":{ }, "":-0}')).toBe(
      '{"":0,"a":{},"\ue000":[],"\u{10000}":1}',
    )
    expect(same('"\\u00e9\\/\\u001F\\u007f"')).toBe('"é/\\u001f\u007f"')
    expect([...canonical('\ud800')]).toEqual([0x22, 0xed, 0xa0, 0x80, 0x22])
  })
})

describe('rounding', () => {
  it.each([
    [1n, 8n, 2, 'half_up', '0.13'],
    [1n, 8n, 2, 'half_even', '0.12'],
    [3n, 8n, 2, 'half_even', '0.38'],
    [-1n, 8n, 2, 'half_up', '-0.13'],
    [-1n, 1000n, 2, 'half_up', '0.00'],
    [5n, 2n, 0, 'half_even', '2'],
    [100n, 3n, 1, 'half_up', '33.3'],
  ])('of %s/%s to %s places (%s) is %s', (top, bottom, decimals, mode, shown) => {
    expect(roundText(top, bottom, decimals, mode)).toBe(shown)
  })
})

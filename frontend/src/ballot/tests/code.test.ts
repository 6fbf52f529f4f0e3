import { describe, expect, it } from 'vitest'
import { checkCharacter, codeInText, faultOf, grouped, isValid, normalise } from '../code'

// Computed by hand with Luhn mod 32: all digits 0 sum to 0; a single 1 before the check character counts twice.
const ZEROS = '0000000000000000'
const ONE = '000000000000001Y'
const BODY = '7K3M9P2QX5T8VWZ'
const CODE = BODY + checkCharacter(BODY)
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

describe('check character', () => {
  it('agrees with codes worked out by hand', () => {
    expect(isValid(ZEROS)).toBe(true)
    expect(isValid(ONE)).toBe(true)
    expect(checkCharacter('00000000000000Z')).toBe('1')
  })

  it('catches every single wrong character', () => {
    for (let at = 0; at < CODE.length; at += 1)
      for (const other of ALPHABET)
        if (other !== CODE[at])
          expect(faultOf(CODE.slice(0, at) + other + CODE.slice(at + 1))).toEqual({ kind: 'mistyped' })
  })

  it('catches two neighbours that changed places, but for 0 and Z', () => {
    for (const first of ALPHABET)
      for (const second of ALPHABET) {
        const body = `4${first}${second}222222222222`
        const swapped = `4${second}${first}222222222222${checkCharacter(body)}`
        const undetectable = first === second || first + second === '0Z' || first + second === 'Z0'
        expect(isValid(swapped)).toBe(undetectable)
      }
  })
})

describe('reading a typed code', () => {
  it('ignores case, spaces and dashes of every kind', () => {
    expect(normalise(' 7k3m-9p2q\u2014x5t8\u3000vwz2 ')).toBe('7K3M9P2QX5T8VWZ2')
  })

  it('reads look-alikes and full-width characters as what was printed', () => {
    expect(normalise('oOiIlL')).toBe('001111')
    expect(normalise('\uff17\uff2b\uff13\uff2d')).toBe('7K3M')
  })

  it('groups by four', () => {
    expect(grouped('7K3M9P2QX5')).toBe('7K3M-9P2Q-X5')
    expect(grouped('')).toBe('')
  })

  it('says what is wrong before asking the server', () => {
    expect(faultOf('7K3U')).toEqual({ kind: 'foreign', character: 'U' })
    expect(faultOf('7K3M')).toEqual({ kind: 'short', missing: 12 })
    expect(faultOf(CODE + '00')).toEqual({ kind: 'long', extra: 2 })
    expect(faultOf(CODE)).toBeNull()
  })
})

describe('reading a scanned text', () => {
  it('takes the code from a link or from the bare code', () => {
    expect(codeInText(`https://example.gov.cn/s/#${CODE}`)).toBe(CODE)
    expect(codeInText(grouped(CODE).toLowerCase())).toBe(CODE)
  })

  it('finds none in another link', () => {
    expect(codeInText('https://example.gov.cn/')).toBeNull()
    expect(codeInText(`https://example.gov.cn/s/#${CODE.slice(1)}`)).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import en from './en'
import zh from './zh-CN'

type Texts = { [key: string]: string | Texts }

const sources = import.meta.glob<string>(
  ['../**/*.{ts,tsx}', '!../**/*.test.{ts,tsx}', '!../ballot/**', '!../public/**', '!../**/*.d.ts'],
  { eager: true, query: '?raw', import: 'default' },
)

/** `{a: {b: 'x'}}` -> {'a.b': 'x'}, without the endings that i18next chooses by number. */
function flat(texts: Texts, prefix = ''): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [key, value] of Object.entries(texts)) {
    const name = prefix + key
    if (typeof value === 'string') found[name.replace(/_(zero|one|two|few|many|other)$/, '')] = value
    else Object.assign(found, flat(value, `${name}.`))
  }
  return found
}

const textsOf = (spaces: Record<string, Texts>) =>
  Object.fromEntries(Object.entries(spaces).map(([name, texts]) => [name, flat(texts)]))

/**
 * Every literal of a source that could be a key of a namespace which that source uses, as `namespace:key`; a computed
 * part reads `*`. (That no key is missing is the compiler's matter: keys are typed by i18next.d.ts.)
 */
function literals(): string[] {
  return Object.values(sources).flatMap((source) => {
    const named = [...source.matchAll(/useTranslation\((\[[^\]]*\]|'[^']*')?/g)]
    const spaces = new Set(named.flatMap((match) => (match[1] ?? "'common'").match(/\w+/g) ?? []))
    return [...source.matchAll(/'([\w.:-]+)'|`([a-z][^`\s]*)`/g)].flatMap(([, plain, computed = '']) => {
      const key = plain ?? computed.replace(/\$\{[^}]*\}/g, '*')
      return key.includes(':') ? [key] : [...spaces].map((space) => `${space}:${key}`)
    })
  })
}

/** Whether a key is among the literals; those with a computed part are few, and made into patterns once. */
function usage(): (key: string) => boolean {
  const used = new Set(literals())
  const patterns = [...used]
    .filter((literal) => literal.includes('*'))
    .map((literal) => {
      const escaped = literal.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      return new RegExp(`^${escaped.join('.+')}$`)
    })
  return (key) => used.has(key) || patterns.some((pattern) => pattern.test(key))
}

const chinese = textsOf(zh)
const english = textsOf(en)

describe('texts', () => {
  it('are the same keys in both languages', () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort())
    for (const [space, texts] of Object.entries(chinese)) {
      expect(Object.keys(english[space] ?? {}).sort(), space).toEqual(Object.keys(texts).sort())
    }
  })

  it('have the same values to fill in', () => {
    const slots = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort()
    for (const [space, texts] of Object.entries(chinese)) {
      for (const [key, text] of Object.entries(texts)) {
        expect(slots(english[space]?.[key] ?? ''), `${space}:${key}`).toEqual(slots(text))
      }
    }
  })

  it('are all used', () => {
    const isUsed = usage()
    const all = Object.entries(chinese).flatMap(([space, texts]) =>
      Object.keys(texts).map((key) => `${space}:${key}`),
    )
    expect(all.filter((key) => !isUsed(key))).toEqual([])
    expect(isUsed('common:no.such.key')).toBe(false)
  })

  it('are punctuated in Chinese', () => {
    for (const [space, texts] of Object.entries(chinese)) {
      for (const [key, text] of Object.entries(texts)) {
        expect(text, `${space}:${key}`).not.toMatch(/[\u4e00-\u9fff}][,;:?!()]|[,;:?!()][\u4e00-\u9fff]/)
      }
    }
  })
})

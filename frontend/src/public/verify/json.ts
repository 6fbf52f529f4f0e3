/**
 * JSON as `verify/pingyi_verify.py` reads and writes it. The browser's own JSON.parse will not do: it drops a key that is
 * given twice, rounds large integers and reads floats.
 */
export type Json = null | boolean | bigint | string | Json[] | JsonObject
export type JsonObject = Map<string, Json>

/** Why a file is none of ours. `format`: the file says to be another one than was asked for. */
export type Fault = 'large' | 'json' | 'twice' | 'float' | 'results' | 'public' | 'sealed'

/** The file cannot be read as one of these. */
export class NotAFile extends Error {
  readonly fault: Fault
  constructor(fault: Fault) {
    super(fault)
    this.fault = fault
  }
}

const SPACE = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9][0-9]*)/y
const FLOAT = /(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y
const CONSTANT = /NaN|-?Infinity/y
// All but quotation marks, backslashes and what lies before the space.
const PLAIN = /[ !#-[\]-\u{10ffff}]*/uy
const MOST_DIGITS = 4300 // as Python reads
const ESCAPES: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** The value of a whole text. Throws NotAFile. */
export function parse(text: string): Json {
  try {
    const reader = new Reader(text)
    const value = reader.value()
    reader.end()
    return value
  } catch (problem) {
    // Brackets in brackets without end exhaust the stack.
    throw problem instanceof RangeError ? new NotAFile('json') : problem
  }
}

class Reader {
  private at = 0
  private readonly text: string
  constructor(text: string) {
    this.text = text
  }

  value(): Json {
    this.take(SPACE)
    const next = this.text[this.at]
    if (next === '{') return this.object()
    if (next === '[') return this.list()
    if (next === '"') return this.string()
    for (const [word, value] of [
      ['null', null],
      ['true', true],
      ['false', false],
    ] as const) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length
        return value
      }
    }
    return this.number()
  }

  end(): void {
    this.take(SPACE)
    if (this.at !== this.text.length) throw new NotAFile('json')
  }

  private object(): JsonObject {
    const found: JsonObject = new Map()
    this.parts('}', () => {
      if (this.text[this.at] !== '"') throw new NotAFile('json')
      const key = this.string()
      this.take(SPACE)
      this.expect(':')
      const value = this.value()
      if (found.has(key)) throw new NotAFile('twice')
      found.set(key, value)
    })
    return found
  }

  private list(): Json[] {
    const found: Json[] = []
    this.parts(']', () => found.push(this.value()))
    return found
  }

  /** Reads what stands between brackets, with commas between. */
  private parts(close: string, read: () => void): void {
    this.at += 1
    this.take(SPACE)
    let more = this.text[this.at] !== close
    while (more) {
      read()
      this.take(SPACE)
      more = this.text[this.at] !== close
      if (more) this.expect(',')
      this.take(SPACE)
    }
    this.at += 1
  }

  private string(): string {
    this.at += 1
    let found = ''
    for (;;) {
      found += this.take(PLAIN)
      const next = this.text[this.at]
      this.at += 1
      if (next === '"') return found
      if (next !== '\\') throw new NotAFile('json')
      found += this.escape()
    }
  }

  private escape(): string {
    const letter = this.text[this.at] ?? ''
    this.at += 1
    if (letter !== 'u') {
      const plain = ESCAPES[letter]
      if (plain === undefined) throw new NotAFile('json')
      return plain
    }
    const digits = this.text.slice(this.at, this.at + 4)
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new NotAFile('json')
    this.at += 4
    return String.fromCharCode(Number.parseInt(digits, 16))
  }

  private number(): bigint {
    if (this.take(CONSTANT) !== '') throw new NotAFile('float')
    const digits = this.take(NUMBER)
    if (digits === '' || digits.length > MOST_DIGITS) throw new NotAFile('json')
    if (this.take(FLOAT) !== '') throw new NotAFile('float')
    return BigInt(digits)
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? ''
    this.at += found.length
    return found
  }

  private expect(character: string): void {
    if (this.text[this.at] !== character) throw new NotAFile('json')
    this.at += 1
  }
}

/** The bytes that are hashed and signed: UTF-8, keys sorted by code points, no spaces, nothing escaped needlessly. */
export function canonical(value: Json): Uint8Array {
  const parts: string[] = []
  write(value, parts)
  return utf8(parts.join(''))
}

function write(value: Json, parts: string[]): void {
  if (typeof value === 'string') parts.push(quoted(value))
  else if (Array.isArray(value)) {
    value.forEach((part, index) => {
      parts.push(index === 0 ? '[' : ',')
      write(part, parts)
    })
    parts.push(value.length === 0 ? '[]' : ']')
  } else if (value instanceof Map) {
    const keys = [...value.keys()].sort(byCodePoints)
    keys.forEach((key, index) => {
      parts.push(index === 0 ? '{' : ',', quoted(key), ':')
      write(value.get(key) ?? null, parts)
    })
    parts.push(keys.length === 0 ? '{}' : '}')
  } else parts.push(String(value))
}

/** Not the order of the language, which goes by UTF-16 and puts U+10000 before U+E000. */
function byCodePoints(one: string, other: string): number {
  const [a, b] = [Array.from(one), Array.from(other)]
  const place = a.findIndex((character, index) => character !== b[index])
  const [left, right] = [a[place]?.codePointAt(0), b[place]?.codePointAt(0)]
  if (left === undefined) return a.length - b.length
  return right === undefined ? 1 : left - right
}

const SHORT: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}
const TO_ESCAPE = /[^ !#-[\]-\u{10ffff}]/gu

const quoted = (text: string): string =>
  `"${text.replace(TO_ESCAPE, (c) => SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`

const HALF_PAIR = /[\u{d800}-\u{dfff}]/u

/** Half of a surrogate pair becomes three bytes of its own, where TextEncoder would make all of them alike. */
function utf8(text: string): Uint8Array {
  const encoder = new TextEncoder()
  if (!HALF_PAIR.test(text)) return encoder.encode(text)
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (HALF_PAIR.test(character))
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    else bytes.push(...encoder.encode(character))
  }
  return Uint8Array.from(bytes)
}

/** Taking a value apart. What is not there, or of another kind, throws: the file cannot be computed. */
import type { Json, JsonObject } from './json'

export function object(value: Json | undefined): JsonObject {
  if (!(value instanceof Map)) throw new TypeError('an object')
  return value
}

export function list(value: Json | undefined): Json[] {
  if (!Array.isArray(value)) throw new TypeError('a list')
  return value
}

export function integer(value: Json | undefined): bigint {
  if (typeof value !== 'bigint') throw new TypeError('an integer')
  return value
}

export function text(value: Json | undefined): string {
  if (typeof value !== 'string') throw new TypeError('a text')
  return value
}

/** What stands at the end of a way of keys. */
export function at(value: Json | undefined, ...keys: string[]): Json {
  let found = value
  for (const key of keys) found = object(found).get(key)
  if (found === undefined) throw new TypeError(`nothing at ${keys.join('/')}`)
  return found
}

/** The pairs of two lists of one length. */
export function zip<A, B>(one: readonly A[], other: readonly B[]): [A, B][] {
  if (one.length !== other.length) throw new TypeError('lists of one length')
  return one.map((value, index) => [value, other[index] as B])
}

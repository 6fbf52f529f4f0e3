/**
 * The ballot code as people read, type and scan it: 16 Crockford base-32 characters, the last one a check
 * character (Luhn mod 32 over the same alphabet), printed in groups of four.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const GROUP = 4
export const CODE_LENGTH = 16

/** What is wrong with a typed code, as far as the page can tell without asking the server. */
export type CodeFault =
  | { kind: 'foreign'; character: string }
  | { kind: 'short'; missing: number }
  | { kind: 'long'; extra: number }
  | { kind: 'mistyped' }

/** Upper case, without spaces and dashes, look-alikes replaced (O is 0; I and L are 1), full-width as half-width. */
export function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Dash_Punctuation}\u2212_]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
}

/** In groups of four with dashes, as on the slip. */
export function grouped(code: string): string {
  return (code.match(new RegExp(`.{1,${GROUP}}`, 'gu')) ?? []).join('-')
}

/** The character that makes `body` pass `isValid` when it is appended. */
export function checkCharacter(body: string): string {
  return ALPHABET.charAt((ALPHABET.length - (luhnSum(body, 2) % ALPHABET.length)) % ALPHABET.length)
}

/** Whether a normalised code is complete and its check character fits. */
export function isValid(code: string): boolean {
  return faultOf(code) === null
}

/** The first thing wrong with a normalised code, or null. */
export function faultOf(code: string): CodeFault | null {
  const characters = Array.from(code)
  const character = characters.find((each) => !ALPHABET.includes(each))
  if (character !== undefined) return { kind: 'foreign', character }
  if (characters.length < CODE_LENGTH) return { kind: 'short', missing: CODE_LENGTH - characters.length }
  if (characters.length > CODE_LENGTH) return { kind: 'long', extra: characters.length - CODE_LENGTH }
  return luhnSum(code, 1) % ALPHABET.length === 0 ? null : { kind: 'mistyped' }
}

/** The code in a scanned text: a link that carries it after the #, or the code itself. Null when there is none. */
export function codeInText(text: string): string | null {
  const code = normalise(text.slice(text.indexOf('#') + 1))
  return isValid(code) ? code : null
}

/** Sum of the base-32 digits, every second one (from the right, starting with `factor`) doubled and folded. */
function luhnSum(text: string, factor: 1 | 2): number {
  let sum = 0
  let weight: number = factor
  for (const character of Array.from(text).reverse()) {
    const product = weight * ALPHABET.indexOf(character)
    sum += Math.floor(product / ALPHABET.length) + (product % ALPHABET.length)
    weight = 3 - weight
  }
  return sum
}

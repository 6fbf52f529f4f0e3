export type Key = Record<string, unknown>

const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/**
 * The key of a pasted text, or why it is none. A private key is found here, so that it does not even go to the server,
 * which would refuse it too.
 */
export function keyIn(text: string): { key: Key; problem: null } | { key: null; problem: Problem } {
  if (text.trim() === '') return { key: null, problem: 'missing' }
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    // PEM, the form in which most tools write a key.
    return { key: null, problem: text.includes('PRIVATE KEY') ? 'private' : 'unreadable' }
  }
  const keys = isKey(found) && Array.isArray(found['keys']) ? (found['keys'] as unknown[]) : [found]
  const [key] = keys
  if (!isKey(key) || keys.length !== 1) return { key: null, problem: 'unreadable' }
  return PRIVATE.some((name) => name in key) ? { key: null, problem: 'private' } : { key, problem: null }
}

type Problem = 'missing' | 'unreadable' | 'private'

const isKey = (value: unknown): value is Key =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const PLACES = 6
const WHOLE = 10_000n

/** A decimal amount in millionths; null when the text is no amount that the server takes (0 or more, 6 decimals). */
export function millionths(text: string): bigint | null {
  const match = /^(\d{1,10})(?:\.(\d{1,6}))?$/.exec(text.trim())
  if (!match) return null
  return BigInt(match[1] ?? '0') * 10n ** BigInt(PLACES) + BigInt((match[2] ?? '').padEnd(PLACES, '0'))
}

/**
 * Weights as percentages with two decimals that add up to exactly 100.00, as the server will show them once they are
 * saved: largest remainder, the earlier row first. null when some weight is no amount yet, or all are 0.
 */
export function sharesOf(weights: readonly string[]): string[] | null {
  const amounts: bigint[] = []
  for (const weight of weights) {
    const amount = millionths(weight)
    if (amount === null) return null
    amounts.push(amount)
  }
  const total = amounts.reduce((sum, amount) => sum + amount, 0n)
  if (total === 0n) return null
  const rows = amounts.map((amount, index) => ({
    index,
    part: (amount * WHOLE) / total,
    rest: (amount * WHOLE) % total,
  }))
  const missing = Number(WHOLE - rows.reduce((sum, row) => sum + row.part, 0n))
  const first = [...rows].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))
  for (const row of first.slice(0, missing)) row.part += 1n
  return rows.map(({ part }) => `${part / 100n}.${(part % 100n).toString().padStart(2, '0')}`)
}

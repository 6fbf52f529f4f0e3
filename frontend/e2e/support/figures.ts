/** Exact shares, and how they read when rounded half up: the other way to the figures that the pages show. */
export interface Share {
  numerator: bigint
  denominator: bigint
}

export const share = (numerator: number, denominator: number): Share => ({
  numerator: BigInt(numerator),
  denominator: BigInt(denominator),
})

/** The mean of shares, each with its weight. */
export function weighted(parts: readonly { weight: number; share: Share }[]): Share {
  const all = parts.reduce((sum, { weight }) => sum + weight, 0)
  return parts
    .map(({ weight, share: { numerator, denominator } }) => ({
      numerator: numerator * BigInt(weight),
      denominator: denominator * BigInt(all),
    }))
    .reduce((one, other) => ({
      numerator: one.numerator * other.denominator + other.numerator * one.denominator,
      denominator: one.denominator * other.denominator,
    }))
}

/** In percent with two decimals: 1 of 3 is 33.33. */
export function percent({ numerator, denominator }: Share): string {
  const hundredths = (numerator * 20_000n + denominator) / (2n * denominator)
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`
}

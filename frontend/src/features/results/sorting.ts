/** What a row is sorted by: decimal text of the API counts as a number, null comes last in both directions. */
export type SortValue = string | number | null

/**
 * The rows in the order of `sort`: the name of a value, with "-" before it for the largest first. Equal rows keep
 * the order that they come in. An unknown name changes nothing.
 */
export function sortRows<Row>(
  rows: readonly Row[],
  sort: string,
  values: Record<string, (row: Row) => SortValue>,
): Row[] {
  const down = sort.startsWith('-')
  const value = values[down ? sort.slice(1) : sort]
  if (!value) return [...rows]
  return rows
    .map((row) => ({ row, key: numberOf(value(row)) }))
    .sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null)
      return down ? b.key - a.key : a.key - b.key
    })
    .map(({ row }) => row)
}

function numberOf(value: SortValue): number | null {
  return value === null ? null : Number(value)
}

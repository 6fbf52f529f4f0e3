import type { FieldProblem } from '@/api/errors'

/** A row that is edited; the key stays with it while it moves. */
export interface Keyed {
  key: string
}

/** Rows as they are kept, with keys by their place. */
export const keyed = <Row extends object>(rows: readonly Row[]): (Row & Keyed)[] =>
  rows.map((row, index) => ({ ...row, key: `kept-${index}` }))

let added = 0
/** A key for a row that was added on this page. */
export const newKey = (): string => `new-${(added += 1)}`

/** The rows with the one at `from` moved to the place `to`, which is brought into range. */
export function moved<Row>(rows: readonly Row[], from: number, to: number): Row[] {
  const place = Math.min(Math.max(to, 0), rows.length - 1)
  const others = rows.filter((_, index) => index !== from)
  return [...others.slice(0, place), ...rows.slice(from, from + 1), ...others.slice(place)]
}

/** The code after those in use: the letter and the next number (C1, C2 ...). */
export function nextCode(letter: string, codes: readonly string[]): string {
  let number = codes.length + 1
  while (codes.includes(`${letter}${number}`)) number += 1
  return `${letter}${number}`
}

/** Problems at `/list/index/field`, by row and field; and those that are at no row. */
export function problemsByRow(
  list: string,
  problems: readonly FieldProblem[],
): { rows: Map<number, Map<string, string>>; rest: FieldProblem[] } {
  const rows = new Map<number, Map<string, string>>()
  const rest: FieldProblem[] = []
  for (const problem of problems) {
    const [, name, index, field] = problem.pointer.split('/')
    if (name !== list || index === undefined || field === undefined) {
      rest.push(problem)
      continue
    }
    const row = rows.get(Number(index)) ?? new Map<string, string>()
    row.set(field, problem.message)
    rows.set(Number(index), row)
  }
  return { rows, rest }
}

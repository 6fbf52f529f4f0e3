import type { components } from '@/api/schema.gen'

type Schemas = components['schemas']

/** The parts of the frozen method document that are put into words. Amounts are decimal text. */
export interface MethodDocument {
  roll: unknown[]
  criteria: { code: string; name: string; help: string; weight: string }[]
  scale: { number: number; label: string; points: string | null; satisfied: boolean; valid: boolean }[]
  strata: { code: string; name: string; weight: string; population: number | null; codes?: number }[]
  publication: {
    k: number
    decimals: number
    rounding: Schemas['Rounding']
    indicator_min_weight: string
  }
}

/** Whether a document has the sections that this page reads; a later version of the program may write others. */
export function isMethod(value: unknown): value is MethodDocument {
  if (typeof value !== 'object' || value === null) return false
  const document = value as Record<string, unknown>
  const lists = ['roll', 'criteria', 'scale', 'strata'].every((name) => Array.isArray(document[name]))
  return lists && typeof document['publication'] === 'object' && document['publication'] !== null
}

/** The labels of the satisfied options, joined by the language's `join`: 满意、基本满意 */
export function satisfiedLabels(
  options: readonly { label: string; satisfied: boolean }[],
  join: string,
): string {
  return options
    .filter((option) => option.satisfied)
    .map((option) => option.label)
    .join(join)
}

/** What stands for a covered place; the server takes any run of asterisks. */
export const COVER = '****'

export interface Part {
  text: string
  covered: boolean
}

/** A text for release, cut into what is shown and what is covered. */
export function partsOf(text: string): Part[] {
  return text
    .split(/(\*+)/)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, covered: part.startsWith('*') }))
}

/** `text` with the characters from `start` to `end` covered; what touches another covered place becomes one with it. */
export function coverAt(text: string, start: number, end: number): { text: string; caret: number } {
  const before = text.slice(0, start).replace(/\*+$/, '')
  const after = text.slice(end).replace(/^\*+/, '')
  return { text: `${before}${COVER}${after}`, caret: before.length + COVER.length }
}

/** The reasons to withhold, in the order of the list. */
export const REASONS = ['personal_data', 'abuse', 'unlawful', 'case', 'unrelated', 'empty', 'other'] as const

/** The only ones for a comment that the unit has read already. */
export const PROTECTIVE: readonly string[] = ['personal_data', 'abuse', 'unlawful']

import type { Round, RoundStep } from './api'

export type StepKey = RoundStep['key']

/** The permission for the page of each step. */
export const STEP_PERMISSION = {
  setup: 'round.read',
  codes: 'turnout.read',
  progress: 'batch.read',
  screening: 'screening.read',
  results: 'result.read',
} as const satisfies Record<StepKey, string>

/** The steps of a round in order; a round on paper has no codes. */
export function stepsOf({ steps, collection }: Pick<Round, 'steps' | 'collection'>): RoundStep[] {
  return steps.filter(({ key }) => key !== 'codes' || collection === 'coded')
}

/** The steps whose pages are open to a person: what is done or under way, and what comes next. */
export function reachable(steps: readonly RoundStep[], can: (permission: string) => boolean): Set<StepKey> {
  const next = steps.findIndex(({ state }) => state === 'todo')
  return new Set(
    steps
      .filter(({ key, state }, index) => (state !== 'todo' || index === next) && can(STEP_PERMISSION[key]))
      .map(({ key }) => key),
  )
}

/** The step that a round opens with: the current one, the results when all is done, else what may be seen. */
export function firstStep(steps: readonly RoundStep[], can: (permission: string) => boolean): StepKey {
  const wanted = steps.find(({ state }) => state === 'current') ?? steps.at(-1)
  return wanted && can(STEP_PERMISSION[wanted.key]) ? wanted.key : 'setup'
}

/** The step that an address below `rounds/:id` belongs to; keying is part of the progress. */
export function stepAt(pathname: string): StepKey | null {
  const part = /^\/rounds\/[^/]+\/([^/]+)/.exec(pathname)?.[1]
  if (part === 'keying') return 'progress'
  return (Object.keys(STEP_PERMISSION) as StepKey[]).find((key) => key === part) ?? null
}

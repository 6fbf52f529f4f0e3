import { useTranslation } from 'react-i18next'
import type { CaseRequest } from './api'

export type Verdict = 'approve' | 'deny'

const KINDS = ['extension', 'pause', 'return', 'termination', 'identity'] as const
type Kind = (typeof KINDS)[number]

export function kindOf({ kind }: CaseRequest): Kind {
  const found = KINDS.find((one) => one === kind)
  if (found === undefined) throw new Error(`There is no request of the kind ${kind}.`)
  return found
}

/** A detail of a request that is a text. */
export function textOf({ detail }: CaseRequest, name: string): string | null {
  const value = detail[name]
  return typeof value === 'string' ? value : null
}

export function useRequestTitle(): (one: CaseRequest) => string {
  const { t } = useTranslation('complaints')
  return (one) =>
    t(`requests.kind.${kindOf(one)}`, { count: Number(one.detail['amount'] ?? one.detail['days'] ?? 0) })
}

const PATHS: Record<Kind, Record<Verdict, string>> = {
  extension: { approve: 'extensions/*/approve', deny: 'extensions/*/deny' },
  pause: { approve: 'pauses/*/approve', deny: 'pauses/*/deny' },
  return: { approve: 'returns/*/grant', deny: 'returns/*/refuse' },
  // To approve a termination is an action of the case.
  termination: { approve: 'terminate', deny: 'terminations/*/deny' },
  identity: { approve: 'identity-accesses/*/grant', deny: 'identity-accesses/*/deny' },
}

/** Where a decision is sent, below the path of the case. */
export const pathOf = (one: CaseRequest, verdict: Verdict): string =>
  PATHS[kindOf(one)][verdict].replace('*', one.id)

/** The cause of a pause or of a termination, in words. */
export function useCause(): (one: CaseRequest) => string | null {
  const { t } = useTranslation('complaints')
  return (one) => {
    const code = textOf(one, 'cause')
    if (code === null) return null
    const pause = code as 'experts'
    const termination = code as 'litigation'
    return one.kind === 'pause' ? t(`pauseCause.${pause}`) : t(`reasonOf.${termination}`)
  }
}

import { createContext, use } from 'react'
import type { CaseDetail } from './api'

interface Here {
  detail: CaseDetail
  /** Reads the case anew after something was done at it, and gives it. */
  reload: () => Promise<CaseDetail>
}

/** The case of the page, for its parts. */
export const CaseContext = createContext<Here | null>(null)

export function useCase(): Here {
  const here = use(CaseContext)
  if (here === null) throw new Error('There is no case here.')
  return here
}

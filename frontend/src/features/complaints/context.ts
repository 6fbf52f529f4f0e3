import { createContext, type ReactNode, use } from 'react'
import type { Basis, CaseDetail } from './api'

interface Here {
  detail: CaseDetail
  /** Reads the case anew after something was done at it, and gives it. */
  reload: () => Promise<CaseDetail>
  /**
   * Opens a dialog, or closes it. It belongs to the page: what was typed into it stays when the button that opened it
   * goes away because somebody else was faster.
   */
  show: (dialog: ReactNode) => void
  /** What a second person has read before deciding; null: not yet, or the case has changed since. */
  basis: Basis | null
  setBasis: (basis: Basis) => void
}

/** The case of the page, for its parts. */
export const CaseContext = createContext<Here | null>(null)

export function useCase(): Here {
  const here = use(CaseContext)
  if (here === null) throw new Error('There is no case here.')
  return here
}

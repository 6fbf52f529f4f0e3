import { createContext, use } from 'react'
import type { Transfer, TransferAction } from './api'

interface Here {
  order: Transfer
  /** Shows the order as a change has left it. */
  show: (after: Transfer) => void
  /** Whether the result has changes that are not saved. */
  unsaved: boolean
}

/** The order of the page, for its parts. */
export const TransferContext = createContext<Here | null>(null)

export function useTransfer(): Here {
  const here = use(TransferContext)
  if (here === null) throw new Error('There is no transfer order here.')
  return here
}

/** An action of the order; undefined where the state of the order has no place for it. */
export const actionOf = (order: Transfer, name: string): TransferAction | undefined =>
  order.actions.find(({ action }) => action === name)

import { useOutletContext } from 'react-router'
import type { Round, RoundConfig } from './api'

/** What the frame of a round hands to the pages in it. */
export interface RoundContext {
  round: Round
  config: RoundConfig
  /** Read round and configuration again, after something was changed. */
  refetch: () => Promise<void>
  /** Say whether a part of the page holds changes that are not saved: they keep people from leaving and from opening. */
  onUnsaved: (part: string, unsaved: boolean) => void
}

/** The round that the page belongs to. Only for pages below `rounds/:id`. */
export const useRoundContext = (): RoundContext => useOutletContext<RoundContext>()

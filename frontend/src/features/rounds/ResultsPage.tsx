import { RoundResults } from '@/features/results/RoundResults'
import { useRoundContext } from './context'

export default function ResultsPage() {
  return <RoundResults roundId={useRoundContext().round.id} />
}

import { Navigate } from 'react-router'
import { useCan } from '@/api/session'
import { useRoundContext } from './context'
import { firstStep, stepsOf } from './steps'

/** Leads to the page that a round opens with. */
export default function FirstStep() {
  const { round } = useRoundContext()
  return <Navigate to={firstStep(stepsOf(round), useCan())} replace />
}

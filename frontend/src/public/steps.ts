import { useLayoutEffect, useState } from 'preact/hooks'

/**
 * The step of the form. It lives in the tab's history, so that the phone's back button leads to the step before, not
 * out of the page. It says nothing about what was entered.
 */
export function useStep(first: number): [step: number, go: (step: number) => void] {
  const [step, setStep] = useState(first)
  useLayoutEffect(() => {
    history.replaceState({ step: first }, '')
    const follow = (event: PopStateEvent) => setStep(stepOf(event.state) ?? 1)
    addEventListener('popstate', follow)
    return () => removeEventListener('popstate', follow)
  }, [first])
  return [
    step,
    (next) => {
      history.pushState({ step: next }, '')
      setStep(next)
    },
  ]
}

function stepOf(state: unknown): number | null {
  const step = typeof state === 'object' && state !== null && 'step' in state ? state.step : null
  return typeof step === 'number' ? step : null
}

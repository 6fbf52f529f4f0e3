import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import type { Round, RoundStep } from './api'
import { reachable, stepAt, stepsOf } from './steps'
import './rounds.css'

/** The steps of a round: what is done, where the work stands, what comes next. Each leads to its page. */
export function StepLine({ round, can }: { round: Round; can: (permission: string) => boolean }) {
  const { t } = useTranslation('rounds')
  const { pathname } = useLocation()
  const shown = stepAt(pathname)
  const steps = stepsOf(round)
  const open = reachable(steps, can)
  return (
    <nav className="py-steps" aria-label={t('steps.label')}>
      <ol>
        {steps.map((step, index) => (
          <li key={step.key} className={`py-step-item py-step-${step.state}`}>
            {open.has(step.key) ? (
              <Link
                to={`/rounds/${round.id}/${step.key}`}
                className="py-step"
                aria-current={step.key === shown ? 'page' : undefined}
              >
                <StepText step={step} number={index + 1} />
              </Link>
            ) : (
              <span className="py-step">
                <StepText step={step} number={index + 1} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

function StepText({ step, number }: { step: RoundStep; number: number }) {
  const { t } = useTranslation('rounds')
  return (
    <>
      <span className="py-step-mark" aria-hidden="true">
        {step.state === 'done' ? (
          <svg viewBox="0 0 12 12" width="12" height="12">
            <path d="m1.5 6.4 3 3.1L10.5 2.6" fill="none" stroke="currentColor" strokeWidth="2" />
          </svg>
        ) : (
          number
        )}
      </span>
      <span className="py-step-words">
        <span className="py-step-name">{t(`steps.${step.key}`)}</span>
        <span className="py-hidden">{t(`steps.state.${step.state}`)}</span>
        {step.note !== '' && <span className="py-step-note">{step.note}</span>}
      </span>
    </>
  )
}

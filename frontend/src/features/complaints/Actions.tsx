import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { Panel } from '@/components/PageHeader'
import { useCase } from './context'
import { besides, isUnread, nextOf, otherSteps } from './standing'
import { StepButton } from './StepButton'

/** What else can be done now, and what cannot, with the reasons that the server gives. */
export function Actions() {
  const { t } = useTranslation('complaints')
  const can = useCan()
  const { detail, basis } = useCase()
  const next = nextOf(detail, can)
  // These stand at the part of the page that they are about.
  const elsewhere = ['supervision_orders', 'identity_accesses', 'notes', 'edit']
  const here = besides(detail, can).filter((name) => ![...elsewhere, ...next.steps].includes(name))
  const steps = [...otherSteps(detail, next), ...here].filter((name) => !isUnread(detail, basis, name))
  const blocked = detail.actions.filter(({ reasons }) => reasons.length > 0)
  return (
    <>
      {steps.length > 0 && (
        <Panel title={t('actions.possible')}>
          <ul className="py-case-steps">
            {steps.map((name) => (
              <li key={name}>
                <StepButton name={name} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {blocked.length > 0 && (
        <Panel title={t('actions.impossible')}>
          <dl className="py-case-blocked">
            {blocked.map(({ action, label, reasons }) => (
              <div key={action}>
                <dt>{label}</dt>
                <dd>{reasons.join('；')}</dd>
              </div>
            ))}
          </dl>
        </Panel>
      )}
    </>
  )
}

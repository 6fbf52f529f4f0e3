import type { HTMLAttributes } from 'react'
import { useTranslation } from 'react-i18next'
import type { Cell } from './api'
import { figure, useCount } from './figures'
import './heat.css'

const STEPS = [1, 2, 3, 4, 5] as const
type Step = (typeof STEPS)[number]

interface Props extends HTMLAttributes<HTMLTableCellElement> {
  cell: Cell
  /** The row's whole, set off from its parts. */
  total?: boolean
}

/** One square of a heat map: a figure on the colour of its step. Printed, the step is a character instead of a colour. */
export function HeatCell({ cell, total = false, ...rest }: Props) {
  const { t } = useTranslation('results')
  const count = useCount()
  const step = STEPS.find((one) => one === cell.step)
  const look = step === undefined ? 'py-heat-none' : `py-heat-${step}`
  return (
    <td className={`py-heat ${look}${total ? ' py-heat-total' : ''}`} {...rest}>
      {cell.value === null ? (
        <>
          <span aria-hidden="true">—</span>
          <span className="py-hidden">{t('none')}</span>
        </>
      ) : (
        <>
          {figure(cell.value)}
          {cell.small && <SmallMark />}
          {step !== undefined && <StepMark step={step} />}
          <span className="py-heat-n">{t('heat.n', { n: count(cell.n) })}</span>
        </>
      )}
    </td>
  )
}

/** Marks a figure that rests on too few answers to be published. */
function SmallMark() {
  const { t } = useTranslation('results')
  return (
    <sup>
      <span aria-hidden="true">*</span>
      <span className="py-hidden">{t('heat.small')}</span>
    </sup>
  )
}

function StepMark({ step }: { step: Step }) {
  const { t } = useTranslation('results')
  return (
    <span className="py-heat-mark" aria-hidden="true">
      {t(`heat.step.${step}`)}
    </span>
  )
}

/** What the colours and marks of a heat map mean. `cuts` are where steps 2 to 5 begin. */
export function HeatLegend({ cuts, cells }: { cuts: readonly string[]; cells: readonly Cell[] }) {
  const { t } = useTranslation('results')
  const words = (step: Step) => {
    const from = cuts[step - 2]
    const to = cuts[step - 1]
    if (from === undefined) return t('heat.below', { cut: to })
    return to === undefined ? t('heat.above', { cut: from }) : t('heat.between', { from, to })
  }
  return (
    <ul className="py-heat-legend" aria-label={t('heat.legend')}>
      {STEPS.map((step) => (
        <li key={step}>
          <span className={`py-heat-swatch py-heat-${step}`} aria-hidden="true">
            <StepMark step={step} />
          </span>
          {words(step)}
        </li>
      ))}
      {cells.some((cell) => cell.value === null) && (
        <li>
          <span className="py-heat-sign">—</span> {t('heat.missing')}
        </li>
      )}
      {cells.some((cell) => cell.small) && (
        <li>
          <span className="py-heat-sign">*</span> {t('heat.small')}
        </li>
      )}
    </ul>
  )
}

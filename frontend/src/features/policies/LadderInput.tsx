import { InputNumber } from 'antd'
import type { ComponentRef, Ref } from 'react'
import { useTranslation } from 'react-i18next'
import type { Rung, RungName } from './api'
import { RUNGS } from './policy'

/** The longest that the server takes. */
const MOST = 60

interface Props {
  /** As the form gives them. */
  value?: Rung[]
  onChange?: (value: Rung[]) => void
  ref?: Ref<ComponentRef<typeof InputNumber>>
  beside: (name: RungName) => string
}

/** When each rung of the ladder is taken; an empty field leaves it out. */
export function LadderInput({ value = [], onChange, ref, beside }: Props) {
  const { t } = useTranslation('policies')
  const afterOf = (name: RungName) => value.find((rung) => rung.name === name)?.after ?? null
  const change = (changed: RungName, after: number | null) =>
    onChange?.(
      RUNGS.flatMap((name) => {
        const days = name === changed ? after : afterOf(name)
        return days === null ? [] : [{ name, after: days }]
      }),
    )
  return (
    <div className="py-stack">
      {RUNGS.map((name, index) => (
        <div key={name} className="py-limit" role="group" aria-label={t(`rung.${name}`)}>
          <div className="py-limit-name">{t(`rung.${name}`)}</div>
          <div className="py-limit-fields">
            <InputNumber
              {...(index === 0 ? { ref } : {})}
              aria-label={t('edit.field.rung', { name: t(`rung.${name}`) })}
              min={0}
              max={MOST}
              precision={0}
              value={afterOf(name)}
              prefix={t('edit.after')}
              suffix={t('unit.wd')}
              onChange={(after) => change(name, after)}
            />
            <span className="py-caption">{beside(name)}</span>
          </div>
        </div>
      ))}
    </div>
  )
}

import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCount } from '@/components/dates'
import { Dialog } from '@/components/Dialog'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import type { Unit } from '@/features/units/api'
import { useRegister } from './register'
import { bySequence } from './roll'
import './setup.css'

interface Props {
  /** Ids of the units on the roll now. */
  chosen: readonly string[]
  onChoose: (chosen: ReadonlySet<string>, register: readonly Unit[]) => void
  onClose: () => void
}

/** Chooses units from the register, one by one or by sequence. */
export function UnitChooser({ chosen: before, onChoose, onClose }: Props) {
  const { t, i18n } = useTranslation(['rounds', 'common'])
  const register = useRegister()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(before))
  const [typed, setTyped] = useState('')
  const units = register.data ?? []
  const words = typed.trim().toLocaleLowerCase()
  const fit = units.filter(({ name, short_name, code }) =>
    [name, short_name, code].some((text) => text.toLocaleLowerCase().includes(words)),
  )
  const set = (some: readonly Unit[], into: boolean) =>
    setChosen((now) => {
      const next = new Set(now)
      for (const { id } of some) {
        if (into) next.add(id)
        else next.delete(id)
      }
      return next
    })
  return (
    <Dialog
      kind="drawer"
      title={t('roll.choose')}
      onClose={onClose}
      footer={
        <>
          <span className="py-facts py-foot-note" role="status">
            {t('roll.chosen', { count: chosen.size, text: formatCount(chosen.size, i18n.language) })}
          </span>
          <Button onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="primary" disabled={!register.data} onClick={() => onChoose(chosen, units)}>
            {t('roll.apply')}
          </Button>
        </>
      }
    >
      {register.data ? (
        <>
          <Input
            aria-label={t('roll.find')}
            placeholder={t('roll.find')}
            value={typed}
            allowClear
            onChange={(event) => setTyped(event.target.value)}
          />
          {fit.length === 0 && <p>{t('roll.noneFound')}</p>}
          {bySequence(fit).map(({ sequence }) => (
            <Sequence
              key={sequence}
              name={sequence}
              units={fit.filter(({ sequence_name }) => sequence_name === sequence)}
              chosen={chosen}
              onSet={set}
            />
          ))}
        </>
      ) : register.error ? (
        <ProblemAlert error={register.error} onRetry={() => void register.refetch()} />
      ) : (
        <PageLoading />
      )}
    </Dialog>
  )
}

interface SequenceProps {
  name: string
  units: readonly Unit[]
  chosen: ReadonlySet<string>
  onSet: (units: readonly Unit[], into: boolean) => void
}

function Sequence({ name, units, chosen, onSet }: SequenceProps) {
  const { t } = useTranslation('rounds')
  // Sections are rated with their unit, as a rule: "all" leaves them out.
  const own = units.filter(({ parent_id }) => parent_id === null)
  const count = own.filter(({ id }) => chosen.has(id)).length
  return (
    <fieldset className="py-pick">
      <legend className="py-hidden">{name}</legend>
      <label className="py-pick-all">
        <input
          type="checkbox"
          checked={own.length > 0 && count === own.length}
          ref={(box) => {
            if (box) box.indeterminate = count > 0 && count < own.length
          }}
          onChange={(event) => onSet(own, event.target.checked)}
        />
        {t('roll.wholeSequence', { sequence: name })}
        <span className="py-caption">
          {count} / {own.length}
        </span>
      </label>
      <div className="py-pick-units">
        {units.map((unit) => (
          <label key={unit.id}>
            <input
              type="checkbox"
              checked={chosen.has(unit.id)}
              onChange={(event) => onSet([unit], event.target.checked)}
            />
            <span>
              {unit.name}
              {unit.parent_id !== null && <span className="py-caption"> {t('roll.section')}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

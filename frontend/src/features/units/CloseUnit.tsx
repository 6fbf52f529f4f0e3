import { useQueryClient } from '@tanstack/react-query'
import { Form } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { DateInput } from '@/components/DateInput'
import { formatDate, today } from '@/components/dates'
import { useNotice } from '@/components/Notices'
import { closeUnit, type Unit, UNITS } from './api'
import { UnitSelect } from './UnitSelect'

/** Ends a unit: its last day, and the unit that goes on with its work. */
export function CloseUnit({ unit }: { unit: Unit }) {
  const { t, i18n } = useTranslation('units')
  const notice = useNotice()
  const queries = useQueryClient()
  const [day, setDay] = useState<string | null>(today())
  const [successor, setSuccessor] = useState<string | null>(null)
  return (
    <ConfirmSentence
      action={t('close.action')}
      sentence={t('close.sentence', { name: unit.name, day: formatDate(day, i18n.language) })}
      ready={day !== null}
      onConfirm={async () => {
        if (day === null) return
        await closeUnit(unit.id, { active_to: day, successor_id: successor })
        await queries.invalidateQueries({ queryKey: UNITS })
        notice(t('close.done'))
      }}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t('field.active_to')} htmlFor="close-day">
          <DateInput id="close-day" value={day} onChange={setDay} />
        </Form.Item>
        <Form.Item label={t('close.successor')} htmlFor="close-successor" extra={t('close.successorHint')}>
          <UnitSelect id="close-successor" value={successor} onChange={setSuccessor} except={unit.id} />
        </Form.Item>
      </Form>
    </ConfirmSentence>
  )
}

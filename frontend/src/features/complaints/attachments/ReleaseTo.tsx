import { Checkbox, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import type { Target } from './api'

/** Hands the cleaned copy of a file on to a unit, once somebody has looked at it. */
export function ReleaseTo({
  title,
  targets,
  onRelease,
}: {
  title: string
  /** The orders whose units do not have it yet. */
  targets: Target[]
  onRelease: (transferId: string) => Promise<unknown>
}) {
  const { t } = useTranslation('attachments')
  const [chosen, setChosen] = useState(targets[0]?.transfer_id ?? '')
  const [checked, setChecked] = useState(false)
  const target = targets.find(({ transfer_id }) => transfer_id === chosen) ?? targets[0]
  if (target === undefined) return null
  return (
    <ConfirmSentence
      size="small"
      action={t('release.action')}
      sentence={t('release.sentence', { title, unit: target.unit_name, number: target.number })}
      ready={checked}
      onConfirm={() => onRelease(target.transfer_id)}
    >
      <div className="py-stack">
        {targets.length > 1 && (
          <Radio.Group
            aria-label={t('release.to')}
            value={target.transfer_id}
            onChange={(event) => setChosen(String(event.target.value))}
            options={targets.map(({ transfer_id, unit_name, number }) => ({
              value: transfer_id,
              label: `${unit_name}（${number}）`,
            }))}
          />
        )}
        <Checkbox checked={checked} onChange={(event) => setChecked(event.target.checked)}>
          {t('release.checked')}
        </Checkbox>
      </div>
    </ConfirmSentence>
  )
}

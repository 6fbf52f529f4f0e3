import { useQueryClient } from '@tanstack/react-query'
import { Button, Form } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useNotice } from '@/components/Notices'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { createRound, type Preset, type PresetKind, ROUNDS } from './api'
import { BasicFields, type Basics } from './BasicFields'
import { NewRoundSummary } from './NewRoundSummary'
import { ofKind, preselected, rowsOf } from './presets'
import { Card, Cards, PresetCards } from './PresetCards'
import { independent, useRegister } from './register'
import { effortOf } from './taps'
import { useEffortText } from './useEffortText'

const KINDS = ['criteria', 'scale', 'strata'] as const

interface Props {
  presets: readonly Preset[]
  start: Pick<Basics, 'year' | 'number' | 'title'>
}

type Chosen = Record<PresetKind, Preset | undefined>

/** Everything that a new round begins with. */
export function NewRoundForm({ presets, start }: Props) {
  const { t } = useTranslation('rounds')
  const notice = useNotice()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const effortText = useEffortText()
  const register = useRegister()
  const units = register.data && independent(register.data).length
  const [form] = Form.useForm<Basics>()
  const [allUnits, setAllUnits] = useState(true)
  const [chosen, setChosen] = useState<Chosen>(() => ({
    criteria: preselected(presets, 'criteria'),
    scale: preselected(presets, 'scale'),
    strata: preselected(presets, 'strata'),
  }))
  const { submit, busy, problem } = useSubmit(
    form,
    (values: Basics) =>
      createRound({
        ...values,
        criteria_preset_id: chosen.criteria?.id ?? null,
        scale_preset_id: chosen.scale?.id ?? null,
        strata_preset_id: chosen.strata?.id ?? null,
        all_units: allUnits,
      }),
    (round) => {
      void queries.invalidateQueries({ queryKey: [...ROUNDS, 'list'] })
      notice(t('new.created'))
      void navigate(`/rounds/${round.id}/setup`)
    },
  )
  return (
    <Form
      form={form}
      layout="vertical"
      name="round"
      onFinish={submit}
      initialValues={{ kind: 'formal', collection: 'coded', greeting: '', contact: '', ...start }}
    >
      <div className="py-two-columns">
        <div>
          <Panel title={t('new.basics')}>
            <BasicFields />
          </Panel>
          <Panel title={t('new.units')}>
            <Cards legend={t('new.units')}>
              <Card
                name="units"
                title={t('new.allUnits')}
                checked={allUnits}
                onChoose={() => setAllUnits(true)}
              >
                {units !== undefined && t('new.allUnitsHint', { count: units })}
              </Card>
              <Card
                name="units"
                title={t('new.noUnits')}
                checked={!allUnits}
                onChoose={() => setAllUnits(false)}
              >
                {t('new.noUnitsHint')}
              </Card>
            </Cards>
          </Panel>
          {KINDS.map((kind) => (
            <Panel key={kind} title={t(`new.${kind}`)} note={t(`new.${kind}Note`)}>
              <PresetCards
                kind={kind}
                legend={t(`new.${kind}`)}
                presets={ofKind(presets, kind)}
                value={chosen[kind]?.id ?? null}
                onChange={(id) =>
                  setChosen((now) => ({ ...now, [kind]: presets.find((preset) => preset.id === id) }))
                }
                note={(preset) =>
                  kind === 'criteria' &&
                  units !== undefined && (
                    <strong>{effortText(effortOf(units, rowsOf('criteria', preset).length))}</strong>
                  )
                }
              />
            </Panel>
          ))}
        </div>
        <div className="py-aside">
          <Panel title={t('new.summary')}>
            <div className="py-stack">
              <NewRoundSummary chosen={chosen} units={allUnits ? units : undefined} />
              <ProblemAlert {...problem} />
              <Button type="primary" htmlType="submit" block loading={busy}>
                {t('new.create')}
              </Button>
              <p className="py-caption">{t('new.nextNote')}</p>
            </div>
          </Panel>
        </div>
      </div>
    </Form>
  )
}

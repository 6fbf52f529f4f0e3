import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { DateInput } from '@/components/DateInput'
import { Dialog } from '@/components/Dialog'
import { EditProblem } from '@/components/EditProblem'
import { useNotice } from '@/components/Notices'
import { useSubmit } from '@/components/useSubmit'
import { useVersion } from '@/components/useVersion'
import { createUnit, editUnit, type Unit, type UnitIn, UNITS, useSequences } from './api'
import { UnitSelect } from './UnitSelect'

interface Props {
  /** null: a new unit. */
  unit: Unit | null
  onSaved: (unit: Unit) => void
  onClose: () => void
}

type Values = UnitIn & Partial<Pick<Unit, 'active_to' | 'successor_id'>>

const EMPTY: Partial<Values> = {
  short_name: '',
  duties: '',
  responsible_post: '',
  contact_post: '',
  contact_phone: '',
}

export function UnitDrawer({ unit, onSaved, onClose }: Props) {
  const { t } = useTranslation(['units', 'common'])
  const notice = useNotice()
  const queries = useQueryClient()
  const sequences = useSequences()
  const [form] = Form.useForm<Values>()
  const replacing = useVersion(unit?.version ?? 0)
  const save = (values: Values) =>
    unit === null ? createUnit(values) : replacing((version) => editUnit(unit.id, version, values))
  const { submit, busy, problem } = useSubmit(form, save, (saved) => {
    void queries.invalidateQueries({ queryKey: UNITS })
    notice(t(unit === null ? 'created' : 'saved'))
    onClose()
    onSaved(saved)
  })
  const text = ['short_name', 'duties', 'responsible_post', 'contact_post', 'contact_phone'] as const
  const lengths = { short_name: 40, duties: 200, responsible_post: 80, contact_post: 80, contact_phone: 40 }
  const day = ['responsible_since', 'active_from'] as const
  return (
    <Dialog
      kind="drawer"
      title={unit === null ? t('create') : t('edit', { name: unit.name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {t('common:action.save')}
          </Button>
        </>
      }
    >
      <Form form={form} layout="vertical" name="unit" onFinish={submit} initialValues={valuesOf(unit)}>
        <Form.Item
          name="code"
          label={t('field.code')}
          extra={t('hint.code')}
          rules={[{ required: true, message: t('missing.code') }]}
        >
          <Input maxLength={32} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item
          name="name"
          label={t('field.name')}
          rules={[{ required: true, message: t('missing.name') }]}
        >
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="sequence_id"
          label={t('field.sequence')}
          rules={[{ required: true, message: t('missing.sequence') }]}
        >
          <Select
            options={(sequences.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            notFoundContent={t('sequences.none')}
          />
        </Form.Item>
        <Form.Item name="parent_id" label={t('field.parent')} extra={t('hint.parent')}>
          <UnitSelect {...(unit ? { except: unit.id } : {})} />
        </Form.Item>
        {text.map((name) => (
          <Form.Item key={name} name={name} label={t(`field.${name}`)}>
            <Input maxLength={lengths[name]} autoComplete="off" />
          </Form.Item>
        ))}
        {day.map((name) => (
          <Form.Item key={name} name={name} label={t(`field.${name}`)}>
            <DateInput />
          </Form.Item>
        ))}
        {unit?.active_to && (
          <>
            <Form.Item name="active_to" label={t('field.active_to')} extra={t('hint.active_to')}>
              <DateInput />
            </Form.Item>
            <Form.Item name="successor_id" label={t('field.successor')}>
              <UnitSelect except={unit.id} />
            </Form.Item>
          </>
        )}
        <EditProblem
          {...problem}
          opened={unit ?? {}}
          fields={[
            { name: 'code', label: t('field.code') },
            { name: 'name', label: t('field.name') },
            { name: 'sequence_name', label: t('field.sequence') },
            ...text.map((name) => ({ name, label: t(`field.${name}`) })),
            ...day.map((name) => ({ name, label: t(`field.${name}`) })),
            { name: 'active_to', label: t('field.active_to') },
          ]}
        />
      </Form>
    </Dialog>
  )
}

/** What the form begins with; the end of a unit is a field only where one is set. */
function valuesOf(unit: Unit | null): Partial<Values> {
  if (unit === null) return EMPTY
  const { code, name, short_name, sequence_id, parent_id, duties, responsible_post, responsible_since } = unit
  const { contact_post, contact_phone, active_from, active_to, successor_id } = unit
  return {
    ...{ code, name, short_name, sequence_id, parent_id, duties, responsible_post, responsible_since },
    ...{ contact_post, contact_phone, active_from },
    ...(active_to ? { active_to, successor_id } : {}),
  }
}

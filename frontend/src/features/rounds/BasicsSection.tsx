import { Form } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldProblem } from '@/api/errors'
import { showAtFields } from '@/components/formProblems'
import { useNotice } from '@/components/Notices'
import { editRound } from './api'
import { BasicFields, type Basics } from './BasicFields'
import { SectionPanel } from './SectionPanel'
import { useSection } from './useSection'

/** What a round is: name, kind, dates, what respondents read first. */
export function BasicsSection() {
  const { t } = useTranslation('rounds')
  const notice = useNotice()
  const [form] = Form.useForm<Basics>()
  const [rest, setRest] = useState<FieldProblem[]>([])
  const section = useSection<Basics>({
    name: 'basics',
    read: ({ round }) => ({
      year: round.year,
      number: round.number,
      title: round.title,
      kind: round.kind,
      collection: round.collection,
      planned_open: round.planned_open,
      planned_close: round.planned_close,
      greeting: round.greeting,
      contact: round.contact,
    }),
    version: ({ round }) => round.version,
    send: async (id, version, value) => {
      try {
        await editRound(id, version, value)
      } catch (error) {
        setRest(showAtFields(form, error))
        throw error
      }
    },
    onSaved: () => notice(t('saved')),
  })
  const { dirty, value } = section
  useEffect(() => {
    // The form keeps its own values: they follow what is kept as long as nothing is changed.
    if (!dirty) form.setFieldsValue(value)
  }, [form, dirty, value])
  const save = async () => {
    const complete = await form.validateFields().then(
      () => true,
      () => false,
    )
    return complete && section.save()
  }
  return (
    <SectionPanel id="basics" title={t('basics.title')} section={{ ...section, save }} rest={rest}>
      <Form
        form={form}
        layout="vertical"
        name="round"
        initialValues={value}
        onValuesChange={(_, all) => section.change((now) => ({ ...now, ...all }))}
      >
        <BasicFields />
      </Form>
    </SectionPanel>
  )
}

import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { isStatus } from '@/api/errors'
import { useNotice } from '@/components/Notices'
import { PageHeader, Panel } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { useSystemCrumb } from '@/components/useSystemCrumb'
import { type Category, useCategories } from '@/features/policies/api'
import { LeaveGuard } from '@/features/rounds/LeaveGuard'
import {
  type Adapter,
  adapterPath,
  ADAPTERS,
  addAdapter,
  useAdapters,
  useAdapterVersions,
  type WordTable,
} from './api'
import './adapters.css'
import { Overtaken } from './Overtaken'
import { atFields, mappingOf, type Values, valuesOf } from './table'
import { TableFields } from './TableFields'

/** Writing the next version of a system's words, or its first: `from` and `like` say what it begins with. */
export default function AdapterEditPage() {
  const { system = '' } = useParams()
  const [search] = useSearchParams()
  const all = useAdapters()
  const isKnown = all.data?.some((one) => one.source_system === system) ?? false
  const versions = useAdapterVersions(system, isKnown)
  const categories = useCategories()
  const error = all.error ?? versions.error ?? categories.error
  if (error !== null) {
    const again = () => void Promise.all([all.refetch(), categories.refetch(), isKnown && versions.refetch()])
    return <ProblemAlert error={error} onRetry={again} />
  }
  if (!(all.data && categories.data && (versions.data || !isKnown))) return <PageLoading />
  const like = all.data.find((one) => one.source_system === search.get('like'))?.mapping
  const from = versions.data?.find(({ number }) => String(number) === search.get('from'))
  return (
    <Editor
      key={system}
      system={system}
      newest={versions.data?.[0] ?? null}
      begun={from?.mapping ?? versions.data?.[0]?.mapping ?? (like ? { ...like, name: '' } : null)}
      categories={categories.data}
    />
  )
}

interface EditorProps {
  system: string
  /** null: the system has no words yet. */
  newest: Adapter | null
  /** What the form begins with; null for nothing. */
  begun: WordTable | null
  categories: Category[]
}

function Editor({ system, newest, begun, categories }: EditorProps) {
  const { t } = useTranslation(['adapters', 'common'])
  const home = useSystemCrumb()
  const notice = useNotice()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const [changed, setChanged] = useState(false)
  // Of when the form was opened: what somebody else adds meanwhile is refused first, and shown.
  const [opened] = useState(newest)
  const [after, setAfter] = useState(newest?.number ?? 0)
  const add = async (values: Values) => {
    try {
      const { note = '' } = values
      return await addAdapter(system, { mapping: mappingOf(values), note, after })
    } catch (error) {
      const current = isStatus(error, 412) ? error.problem.current?.['number'] : undefined
      if (typeof current === 'number') {
        await queries.invalidateQueries({ queryKey: ADAPTERS })
        setAfter(current)
      }
      throw atFields(error, values, {
        line: ({ number, theirs }, message) => t('wrong.line', { number, word: theirs, message }),
        more: (count) => t('wrong.more', { count }),
      })
    }
  }
  const { submit, busy, problem } = useSubmit(form, add, (added) => {
    // At once: the guard would otherwise ask about changes that are saved.
    flushSync(() => setChanged(false))
    notice(t('edit.saved', { number: added.number }))
    void queries.invalidateQueries({ queryKey: ADAPTERS })
    void navigate(adapterPath(system))
  })
  const name = newest?.mapping.name
  const crumbs = [home, { text: t('title'), to: '/system/adapters' }]
  return (
    <>
      <PageHeader
        title={t(name === undefined ? 'edit.first' : 'edit.title', { name })}
        crumbs={name === undefined ? crumbs : [...crumbs, { text: name, to: adapterPath(system) }]}
      />
      <LeaveGuard unsaved={changed} />
      <Form
        form={form}
        name="adapter"
        layout="vertical"
        className="py-adapter-form"
        onFinish={submit}
        scrollToFirstError={{ focus: true }}
        initialValues={valuesOf(begun)}
        onValuesChange={() => setChanged(true)}
      >
        <TableFields system={system} categories={categories} />
        <Panel title={t('edit.submit')}>
          <p className="py-sentence py-adapter-lead">{t('edit.sentence')}</p>
          <Form.Item name="note" label={t('field.note')} extra={t('hint.note')}>
            <Input maxLength={300} autoComplete="off" />
          </Form.Item>
          {isStatus(problem.error, 412) ? (
            <Overtaken before={opened} now={newest} error={problem.error} />
          ) : (
            <ProblemAlert {...problem} />
          )}
          <div className="py-actions py-adapter-steps">
            <Button type="primary" htmlType="submit" loading={busy}>
              {t('edit.submit')}
            </Button>
            <Button
              onClick={() => void navigate(name === undefined ? '/system/adapters' : adapterPath(system))}
            >
              {t('common:action.cancel')}
            </Button>
          </div>
        </Panel>
      </Form>
    </>
  )
}

import { Button, Form } from 'antd'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { isStatus } from '@/api/errors'
import { useNotice } from '@/components/Notices'
import { PageHeader, Panel } from '@/components/PageHeader'
import { NotFound, PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { LeaveGuard } from '@/features/rounds/LeaveGuard'
import {
  addPolicy,
  type Policy,
  type PolicyDraft,
  GENERAL,
  type PolicyPreview,
  type PolicyVersion,
  previewPolicy,
  useCategories,
  usePolicies,
} from './api'
import { policyPath } from './paths'
import './policies.css'
import { inForce, newestOf } from './policy'
import { PreviewPanel } from './PreviewPanel'
import { RuleFields } from './RuleFields'
import { useSave } from './useSave'

/** Writing the next version of a scope's rules: changed, looked at in its effect, then saved with a reason. */
export default function PolicyEditPage() {
  const [search] = useSearchParams()
  const scope = search.get('scope') ?? GENERAL
  const versions = usePolicies()
  const categories = useCategories()
  const error = versions.error ?? categories.error
  if (error !== null) {
    const again = () => void Promise.all([versions.refetch(), categories.refetch()])
    return <ProblemAlert error={error} onRetry={again} />
  }
  if (!(versions.data && categories.data)) return <PageLoading />
  const name = categories.data.find(({ code }) => code === scope)?.name
  if (scope !== GENERAL && name === undefined) return <NotFound />
  return <Editor key={scope} scope={scope} name={name} versions={versions.data} />
}

interface Values {
  policy: Policy
}

interface EditorProps {
  scope: string
  /** Of the category; undefined for the general rules. */
  name: string | undefined
  versions: PolicyVersion[]
}

function Editor({ scope, name, versions }: EditorProps) {
  const { t } = useTranslation('policies')
  const notice = useNotice()
  const navigate = useNavigate()
  const save = useSave()
  const [form] = Form.useForm<Values>()
  const [changed, setChanged] = useState(false)
  const [seen, setSeen] = useState<{ draft: PolicyDraft; effect: PolicyPreview } | null>(null)
  const [overtaken, setOvertaken] = useState<unknown>(null)
  const now = inForce(versions, scope)
  const last = newestOf(versions, scope)?.number ?? 0
  const look = useSubmit(
    form,
    async ({ policy }: Values) => {
      const draft: PolicyDraft = { scope, after: last, policy, note: '' }
      return { draft, effect: await previewPolicy(draft) }
    },
    (found) => {
      setOvertaken(null)
      setSeen(found)
    },
  )
  if (now === undefined) return null
  const compared = scope === GENERAL ? now : newestOf(versions, GENERAL)
  const add = async (draft: PolicyDraft) => {
    try {
      const added = await save(addPolicy(draft))
      // At once: the guard would otherwise ask about changes that are saved.
      flushSync(() => setChanged(false))
      notice(t('edit.saved', { number: added.number }))
      void navigate(policyPath(scope))
    } catch (error) {
      if (!isStatus(error, 412)) throw error
      // What the new version would change has to be looked at once more.
      setSeen(null)
      setOvertaken(error)
    }
  }
  return (
    <>
      <PageHeader
        title={t(name === undefined ? 'edit.title' : 'edit.titleOwn', { name })}
        crumbs={[{ text: t('title'), to: policyPath(scope) }]}
      />
      <LeaveGuard unsaved={changed} />
      <Form
        form={form}
        name="policy"
        requiredMark={false}
        onFinish={look.submit}
        initialValues={{ policy: now.policy }}
        onValuesChange={() => {
          setChanged(true)
          setSeen(null)
        }}
      >
        <Panel title={t(name === undefined ? 'scope.general' : 'scope.own', { name })}>
          <p className="py-sentence py-policy-lead">{t('frozen')}</p>
          {compared && (
            <RuleFields
              compared={compared.policy}
              comparedAs={t(scope === GENERAL ? 'edit.now' : 'edit.general')}
            />
          )}
        </Panel>
        <ProblemAlert {...look.problem} />
        <ProblemAlert error={overtaken} />
        <div className="py-actions py-policy-steps">
          <Button type={seen === null ? 'primary' : 'default'} htmlType="submit" loading={look.busy}>
            {t('edit.preview')}
          </Button>
          <Button onClick={() => void navigate(policyPath(scope))}>{t('edit.leave')}</Button>
        </div>
      </Form>
      {seen !== null && (
        <PreviewPanel
          before={now.policy}
          draft={seen.draft}
          effect={seen.effect}
          name={name}
          onSave={(note) => add({ ...seen.draft, note })}
        />
      )}
    </>
  )
}

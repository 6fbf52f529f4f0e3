import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useCan } from '@/api/session'
import { FilterChoice } from '@/components/Filters'
import { PageHeader, Panel } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { useListState } from '@/components/useListState'
import { type Category, GENERAL, type PolicyVersion, useCategories, usePolicies } from './api'
import { Categories } from './Categories'
import { editPath } from './paths'
import './policies.css'
import { newestOf } from './policy'
import { PolicyText } from './PolicyText'
import { Versions } from './Versions'

/** 投诉办理规则: what is in force, what was before, and the categories that have rules of their own. */
export default function PoliciesPage() {
  const { t } = useTranslation('policies')
  const { values, set } = useListState({ scope: GENERAL, version: '' })
  const versions = usePolicies()
  const categories = useCategories()
  const error = versions.error ?? categories.error
  const again = () => void Promise.all([versions.refetch(), categories.refetch()])
  return (
    <>
      <PageHeader title={t('title')} />
      <ProblemAlert error={error} onRetry={again} />
      {error === null && !(versions.data && categories.data) && <PageLoading />}
      {error === null && versions.data && categories.data && (
        <>
          <Rules
            versions={versions.data}
            categories={categories.data}
            scope={values.scope}
            version={values.version}
            onChoose={set}
          />
          <Categories
            categories={categories.data}
            versions={versions.data}
            onShow={(scope) => {
              set({ scope, version: '' })
              scrollTo({ top: 0 })
            }}
          />
        </>
      )}
    </>
  )
}

interface RulesProps {
  versions: PolicyVersion[]
  categories: Category[]
  scope: string
  /** The number of the version to show; '' is the one in force. */
  version: string
  onChoose: (change: { scope?: string; version?: string }) => void
}

function Rules({ versions, categories, scope, version, onChoose }: RulesProps) {
  const { t } = useTranslation('policies')
  const general = newestOf(versions, GENERAL)
  const own = versions.filter((one) => one.scope === scope)
  const shown = own.find(({ number }) => String(number) === version) ?? own[0] ?? general
  if (shown === undefined) return null
  const borrowed = shown.scope !== scope
  const choose = (
    <FilterChoice
      label={t('scope.label')}
      value={scope}
      options={[
        { value: GENERAL, text: t('scope.general') },
        ...categories.map(({ code, name }) => ({
          value: code,
          text: newestOf(versions, code) ? t('scope.own', { name }) : name,
        })),
      ]}
      onChange={(value) => onChoose({ scope: value, version: '' })}
    />
  )
  return (
    <>
      <Panel
        title={t(shown.in_force ? 'inForce' : 'earlier', { number: shown.number })}
        note={t(shown.scope === GENERAL ? 'scope.generalNote' : 'scope.ownNote')}
        actions={
          <>
            {choose}
            <EditButton scope={scope} first={borrowed} />
          </>
        }
      >
        <div className="py-stack">
          <p className="py-sentence">{t('frozen')}</p>
          {borrowed && (
            <p className="py-sentence">
              <StatusMark level="none">{t('scope.borrowed')}</StatusMark>
            </p>
          )}
          {!shown.in_force && (
            <p className="py-sentence">
              <StatusMark level="watch">{t('notInForce', { count: shown.cases })}</StatusMark>{' '}
              <button type="button" className="py-link" onClick={() => onChoose({ version: '' })}>
                {t('toInForce')}
              </button>
            </p>
          )}
          <PolicyText policy={shown.policy} />
        </div>
      </Panel>
      {!borrowed && (
        <Versions
          versions={own}
          base={scope === GENERAL ? null : (general?.policy ?? null)}
          shown={shown.number}
          onShow={(number) => {
            onChoose({ version: String(number) })
            scrollTo({ top: 0 })
          }}
        />
      )}
    </>
  )
}

function EditButton({ scope, first }: { scope: string; first: boolean }) {
  const { t } = useTranslation('policies')
  const navigate = useNavigate()
  if (!useCan()('complaint_policy.write')) return null
  return (
    <Button type="primary" onClick={() => void navigate(editPath(scope))}>
      {t(first ? 'edit.begin' : 'edit.action')}
    </Button>
  )
}

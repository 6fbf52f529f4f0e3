import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Panel } from '@/components/PageHeader'
import type { CaseHeader } from './api'
import { useCase } from './context'
import { CaseStateMark } from './Left'

/** Cases that may be the same matter, and those that were merged into this one. */
export function Alike() {
  const { t } = useTranslation('complaints')
  const { content } = useCase().detail
  if (content === null) return null
  const merged = new Set(content.merged.map(({ id }) => id))
  const similar = content.similar.filter(({ id }) => !merged.has(id))
  if (similar.length + merged.size === 0) return null
  return (
    <>
      {similar.length > 0 && (
        <Panel title={t('alike.title')} note={t('alike.note')}>
          <CaseLinks cases={similar} />
        </Panel>
      )}
      {merged.size > 0 && (
        <Panel title={t('alike.merged')}>
          <CaseLinks cases={content.merged} />
        </Panel>
      )}
    </>
  )
}

export function CaseLinks({ cases }: { cases: CaseHeader[] }) {
  return (
    <ul className="py-plain-list">
      {cases.map((one) => (
        <li key={one.id} className="py-case-link">
          <Link to={`/complaints/${one.id}`}>{one.number}</Link> <CaseStateMark state={one.state} />
          {one.summary !== '' && <p>{one.summary}</p>}
        </li>
      ))}
    </ul>
  )
}

import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { EmptyState } from '@/components/EmptyState'
import { ExportButton } from '@/components/ExportButton'
import { FilterChoice, SearchBox } from '@/components/Filters'
import { Panel } from '@/components/PageHeader'
import { useListState } from '@/components/useListState'
import { useCount } from '@/features/results/figures'
import { type Summary, useComments, useTopics } from './api'
import { CountsPanel } from './CountsPanel'
import { Items, UnitChoice } from './DeskView'
import { DEFAULTS, queryOf, type Values } from './filters'
import { Covered } from './Texts'
import { TopicChips } from './TopicChips'

const ALL: Values = { ...DEFAULTS, state: '' }

/** What was released of a published round: for a unit its own, for supervisors and leaders of all units. */
export function ReaderView({ summary }: { summary: Summary }) {
  const { t } = useTranslation(['comments', 'common'])
  const count = useCount()
  const can = useCan()
  const list = useListState(ALL)
  const comments = useComments(summary.round.id, queryOf(list.query))
  const topics = useTopics().data?.items ?? []
  const several = summary.units.length > 1
  if (summary.released === 0) {
    return (
      <div className="py-panel">
        <EmptyState title={t('nothingReleased.title')} hint={t('nothingReleased.hint')} />
      </div>
    )
  }
  return (
    <div className="py-results">
      <Panel
        title={t('reader.title')}
        note={t('reader.note', { count: count(summary.released) })}
        actions={
          can('comment.export') && <ExportButton path={`/rounds/${summary.round.id}/comments/export`} />
        }
      >
        <p className="py-comment-lead">{t('reader.lead')}</p>
      </Panel>
      <section className="py-panel py-panel-flush" aria-label={t('list')}>
        <div className="py-comment-filters">
          <div className="py-filters" role="search" aria-label={t('common:list.filters')}>
            {several && (
              <UnitChoice
                summary={summary}
                value={list.values.unit}
                onChange={(unit) => list.set({ unit })}
              />
            )}
            <FilterChoice
              label={t('filter.topic')}
              value={list.values.topic}
              options={[
                { value: '', text: t('filter.allTopics') },
                ...topics.map(({ id, name }) => ({ value: id, text: name })),
              ]}
              onChange={(topic) => list.set({ topic })}
            />
            <SearchBox label={t('filter.words')} value={list.values.q} onSearch={(q) => list.set({ q })} />
          </div>
        </div>
        <Items
          comments={comments}
          list={list}
          render={(comment) => (
            <li key={comment.id} className="py-comment">
              {several && <p className="py-comment-label">{comment.unit.short_name}</p>}
              <Covered text={comment.text} />
              <TopicChips comment={comment} topics={topics} onCode={null} />
            </li>
          )}
        />
      </section>
      {several && <CountsPanel roundId={summary.round.id} />}
    </div>
  )
}

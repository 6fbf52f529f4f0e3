import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { EmptyState } from '@/components/EmptyState'
import { ExportButton } from '@/components/ExportButton'
import { FilterChoice, SearchBox } from '@/components/Filters'
import { Panel } from '@/components/PageHeader'
import { Pager } from '@/components/Pager'
import { PageLoading } from '@/components/PageStates'
import { ListProblem } from '@/components/ListProblem'
import { RadioTabs } from '@/components/RadioTabs'
import { type ListState, useListState } from '@/components/useListState'
import { useCount } from '@/features/results/figures'
import { type Comment, type Summary, useComments, useTopics } from './api'
import { CountsPanel } from './CountsPanel'
import { DeskItem } from './DeskItem'
import { DEFAULTS, queryOf, type Values } from './filters'
import { ReleaseMany } from './ReleaseMany'
import { TopicsDialog } from './TopicsDialog'
import { useDesk } from './useDesk'

interface Props {
  summary: Summary
  progress: NonNullable<Summary['progress']>
}

/** The desk: how far the office is, the comments one under the other, each with its original beside what leaves the office. */
export function DeskView({ summary, progress }: Props) {
  const { t } = useTranslation('comments')
  const count = useCount()
  const can = useCan()
  const [topicsOpen, setTopicsOpen] = useState(false)
  const decided = progress.released + progress.withheld
  const reasons = progress.reasons.map(({ reason, count: some }) =>
    t('reasonCount', { reason: t(`reason.${reason}`), count: count(some) }),
  )
  return (
    <div className="py-results">
      <Panel
        title={t('progress', { decided: count(decided), total: count(progress.total) })}
        actions={
          <>
            {can('comment.moderate') && (
              <Button onClick={() => setTopicsOpen(true)}>{t('topics.manage')}</Button>
            )}
            {can('comment.export') && (
              <ExportButton label={t('export')} path={`/rounds/${summary.round.id}/comments/export`} />
            )}
          </>
        }
      >
        <div
          className="py-comment-progress"
          role="img"
          aria-label={t('parts', {
            released: count(progress.released),
            withheld: count(progress.withheld),
            pending: count(progress.pending),
          })}
        >
          <i className="py-part-released" style={{ flexGrow: progress.released }} />
          <i className="py-part-withheld" style={{ flexGrow: progress.withheld }} />
          <i className="py-part-pending" style={{ flexGrow: progress.pending }} />
        </div>
        <ul className="py-comment-legend">
          <li className="py-part-released">{t('released', { count: count(progress.released) })}</li>
          <li className="py-part-withheld">
            {t('withheld', { count: count(progress.withheld) })}
            {reasons.length > 0 && (
              <span className="py-minor">{t('inBrackets', { text: reasons.join(t('comma')) })}</span>
            )}
          </li>
          <li className="py-part-pending">{t('pending', { count: count(progress.pending) })}</li>
        </ul>
        <p className="py-comment-lead">{t(can('comment.moderate') ? 'lead' : 'watch')}</p>
      </Panel>
      <DeskList summary={summary} />
      <CountsPanel roundId={summary.round.id} />
      {topicsOpen && <TopicsDialog onClose={() => setTopicsOpen(false)} />}
    </div>
  )
}

function DeskList({ summary }: { summary: Summary }) {
  const { t } = useTranslation(['comments', 'common'])
  const list = useListState(DEFAULTS)
  const query = queryOf(list.query)
  const comments = useComments(summary.round.id, query)
  const topics = useTopics().data?.items ?? []
  const desk = useDesk(summary.round.id, query)
  const can = useCan()
  const items = comments.data?.items ?? []
  return (
    <section className="py-panel py-panel-flush" aria-label={t('list')}>
      <div className="py-comment-filters">
        <RadioTabs
          label={t('filter.state')}
          look="tabs"
          value={list.values.state}
          options={(['pending', 'released', 'withheld', ''] as const).map((state) => ({
            value: state,
            text: t(`state.${state === '' ? 'all' : state}`),
          }))}
          onChange={(state) => list.set({ state })}
        />
        <div className="py-filters" role="search" aria-label={t('common:list.filters')}>
          <UnitChoice summary={summary} value={list.values.unit} onChange={(unit) => list.set({ unit })} />
          <FilterChoice
            label={t('filter.topic')}
            value={list.values.topic}
            options={[
              { value: '', text: t('filter.allTopics') },
              { value: 'none', text: t('filter.noTopic') },
              ...topics.map(({ id, name }) => ({ value: id, text: name })),
            ]}
            onChange={(topic) => list.set({ topic })}
          />
          <FilterChoice
            label={t('filter.found')}
            value={list.values.found}
            options={[
              { value: '', text: t('found.any') },
              { value: 'true', text: t('found.true') },
              { value: 'false', text: t('found.false') },
            ]}
            onChange={(found) => list.set({ found })}
          />
          <SearchBox label={t('filter.words')} value={list.values.q} onSearch={(q) => list.set({ q })} />
        </div>
        {list.values.same !== '' && (
          <p className="py-comment-group" role="status">
            {t('group.shown')}{' '}
            <button type="button" className="py-link" onClick={() => list.set({ same: '' })}>
              {t('group.leave')}
            </button>
          </p>
        )}
      </div>
      {can('comment.moderate') && items.length > 0 && (
        <ReleaseMany roundId={summary.round.id} items={items} onDone={desk.refresh} />
      )}
      <Items
        comments={comments}
        list={list}
        render={(comment) => (
          <DeskItem
            key={comment.id}
            comment={comment}
            topics={topics}
            desk={desk}
            published={summary.round.state === 'published'}
            onGroup={(same) => list.set({ ...DEFAULTS, state: '', same })}
          />
        )}
      />
    </section>
  )
}

interface UnitChoiceProps {
  summary: Summary
  value: string
  onChange: (unit: string) => void
}

/** The units that have comments. */
export function UnitChoice({ summary, value, onChange }: UnitChoiceProps) {
  const { t } = useTranslation('comments')
  return (
    <FilterChoice
      label={t('filter.unit')}
      value={value}
      options={[
        { value: '', text: t('filter.allUnits') },
        ...summary.units.map(({ id, short_name }) => ({ value: id, text: short_name })),
      ]}
      onChange={onChange}
    />
  )
}

interface ItemsProps {
  comments: ReturnType<typeof useComments>
  list: ListState<Values>
  render: (comment: Comment) => React.ReactNode
}

/** A page of comments in each of its states. */
export function Items({ comments, list, render }: ItemsProps) {
  const { t } = useTranslation(['comments', 'common'])
  const { data, error } = comments
  if (data === undefined) {
    return error === null ? (
      <PageLoading />
    ) : (
      <div className="py-table-state">
        <ListProblem query={comments} list={list} />
      </div>
    )
  }
  if (data.items.length === 0) {
    const done = list.values.state === 'pending'
    return (
      <EmptyState
        title={t(done ? 'allDone' : 'common:list.noneFit')}
        actions={<Button onClick={() => list.set({ ...DEFAULTS, state: '' })}>{t('showAll')}</Button>}
      />
    )
  }
  return (
    <>
      <ListProblem query={comments} list={list} />
      <ol className="py-comments" aria-busy={comments.isFetching}>
        {data.items.map(render)}
      </ol>
      <Pager page={data} list={list} />
    </>
  )
}

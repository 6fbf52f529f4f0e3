import { useTranslation } from 'react-i18next'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { RadioTabs } from '@/components/RadioTabs'
import { useComparisons, type Comparisons, type Group } from './api'
import { COLUMNS, LASTS, oneOf, OUTCOMES, placedUnits, VIEWS, type ResultsState } from './choice'
import './compare.css'
import { CompareLegend } from './CompareLegend'
import { CompareTable } from './CompareTable'
import { useCount } from './figures'
import { Headline } from './Summary'

interface Props {
  roundId: string
  list: ResultsState
  /** Whether the round has scores beside the rates. */
  scored: boolean
}

/** 这些单位能区分开吗: the ranks that the data leave open to each unit, and each unit against the average. */
export function Separation({ roundId, list, scored }: Props) {
  const { t } = useTranslation('results')
  const outcome = scored ? oneOf(OUTCOMES, list.values.outcome, 'rate') : 'rate'
  const query = useComparisons(roundId, outcome, Number(oneOf(LASTS, list.values.last, '5')))
  return (
    <section
      className="py-panel py-panel-flush"
      aria-labelledby="results-separation"
      aria-busy={query.isFetching}
    >
      <div className="py-toolbar">
        <div className="py-panel-head py-head-bare">
          <h2 id="results-separation">{t('separation.title')}</h2>
          <span className="py-facts">{t('separation.note')}</span>
        </div>
        {scored && (
          <RadioTabs
            label={t('separation.outcome')}
            look="segments"
            value={outcome}
            options={OUTCOMES.map((value) => ({ value, text: t(`separation.by.${value}`) }))}
            onChange={(value) => list.set({ outcome: value })}
          />
        )}
      </div>
      {query.data !== undefined ? (
        <Compared data={query.data} list={list} />
      ) : query.error === null ? (
        <PageLoading />
      ) : (
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      )}
    </section>
  )
}

function Compared({ data, list }: { data: Comparisons; list: ResultsState }) {
  const { t } = useTranslation('results')
  const { groups } = data
  const group = groups.find(({ name }) => (name ?? '') === list.values.group) ?? groups[0]
  if (group === undefined) return null
  const chosen = group.name ?? ''
  const view = oneOf(VIEWS, list.values.view, 'ranks')
  const column = oneOf(COLUMNS, list.values.column, 'chart')
  return (
    <>
      {groups.length > 2 && (
        <RadioTabs
          label={t('separation.groups')}
          look="tabs"
          value={chosen}
          options={groups.map(({ name, size }) => ({
            value: name ?? '',
            text: (
              <>
                {name ?? t('separation.all')} <small>{size}</small>
              </>
            ),
          }))}
          onChange={(value) => list.set({ group: value })}
        />
      )}
      <Findings group={group} list={list} />
      <div className="py-compare-switches">
        <RadioTabs
          label={t('separation.views')}
          look="segments"
          value={view}
          options={VIEWS.map((value) => ({ value, text: t(`separation.view.${value}`) }))}
          onChange={(value) => list.set({ view: value })}
        />
        <RadioTabs
          label={t('separation.columns')}
          look="segments"
          value={column}
          options={COLUMNS.map((value) => ({ value, text: t(`separation.column.${value}`) }))}
          onChange={(value) => list.set({ column: value })}
        />
      </div>
      <CompareTable
        data={data}
        group={group}
        units={placedUnits(data.units, chosen)}
        view={view}
        column={column}
      />
      <CompareLegend group={group} view={view} outcome={data.outcome} />
    </>
  )
}

/** What the data say of a group as a whole, in figures and in one sentence about its last places. */
function Findings({ group, list }: { group: Group; list: ResultsState }) {
  const { t } = useTranslation('results')
  const count = useCount()
  const { last, surely_in_last: surely, could_be_in_last: could } = group
  return (
    <>
      <dl className="py-headlines">
        <Headline
          label={t('separation.pairs')}
          value={count(group.separated)}
          note={t('separation.pairsNote', { pairs: count(group.pairs) })}
        />
        <Headline
          label={t('separation.best')}
          value={group.could_be_best}
          unit={t('separation.units')}
          note={t('separation.bestNote')}
        />
        <Headline
          label={t('separation.last', { last })}
          value={surely}
          unit={t('separation.units')}
          note={t('separation.lastNote', { could })}
        />
        <Headline
          label={t('separation.mean')}
          value={`${group.above} / ${group.below}`}
          unit={t('separation.units')}
          note={t('separation.meanNote', { same: group.size - group.above - group.below })}
        />
      </dl>
      <p className="py-compare-finding">
        {t(surely === 0 ? 'separation.lastUnsupported' : 'separation.lastSupported', { last, surely })}{' '}
        <label className="py-nowrap">
          {t('separation.lastChoice')}{' '}
          <select
            className="py-select"
            value={oneOf(LASTS, list.values.last, '5')}
            onChange={(event) => list.set({ last: event.target.value })}
          >
            {LASTS.map((value) => (
              <option key={value} value={value}>
                {t('separation.lastOption', { value })}
              </option>
            ))}
          </select>
        </label>
      </p>
    </>
  )
}

import { useTranslation } from 'react-i18next'
import { PageLoading } from '@/components/PageStates'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import {
  useDashboard,
  useHistory,
  type DashboardUnit,
  type Group,
  type HistoryItem,
  type UnitStanding,
} from './api'
import { figure, interval, percent, ratio, useCount } from './figures'
import './results.css'
import { AgainstText, ChangeText, LeftOutText, RankText } from './Standing'
import { UnitHistory } from './UnitHistory'
import { UnitParts } from './UnitParts'

/** The satisfaction part of a unit's page: the newest round, the rounds before, its parts, reasons for attention. */
export function UnitResults({ unitId }: { unitId: string }) {
  const { t } = useTranslation('results')
  const history = useHistory(unitId)
  const latest = history.data?.items.at(-1)
  const dashboard = useDashboard({ round_id: latest?.round.id ?? '' }, latest !== undefined)
  if (history.data === undefined) {
    return history.error === null ? (
      <PageLoading />
    ) : (
      <ProblemAlert error={history.error} onRetry={() => void history.refetch()} />
    )
  }
  if (latest === undefined) {
    return (
      <Panel title={t('unit.title')}>
        <p className="py-minor">{t(history.data.figures_visible ? 'unit.empty' : 'unit.hidden')}</p>
      </Panel>
    )
  }
  const comparison = dashboard.data?.comparison ?? null
  const row = dashboard.data?.units.find((unit) => unit.unit_id === unitId)
  return (
    <div className="py-results">
      {row !== undefined && <Attention row={row} />}
      <Newest
        items={history.data.items}
        latest={latest}
        row={row}
        groups={dashboard.data?.groups ?? []}
        comparable={comparison?.comparable ?? null}
      />
      <UnitParts round={latest.round} unitId={unitId} />
    </div>
  )
}

function Attention({ row }: { row: DashboardUnit }) {
  const { t } = useTranslation('results')
  if (row.status.level === 'none') return null
  return (
    <div className="py-attention">
      <StatusMark level={row.status.level}>{t('unit.attention')}</StatusMark>
      {row.status.reasons.map((reason) => (
        <span key={reason.code}>{reason.text}</span>
      ))}
    </div>
  )
}

interface NewestProps {
  items: HistoryItem[]
  latest: HistoryItem
  row: DashboardUnit | undefined
  groups: readonly Group[]
  /** Whether the round compares with the one before; null when no round is chosen for comparison. */
  comparable: boolean | null
}

function Newest({ items, latest, row, groups, comparable }: NewestProps) {
  const { t, i18n } = useTranslation('results')
  const count = useCount()
  const { figures, mean_rate: mean } = latest
  return (
    <Panel title={t('unit.title')} note={t('unit.note', { round: latest.round.title, n: count(figures.n) })}>
      <div className="py-unit-rate">
        <div>
          <p className="py-unit-figure">
            {figure(figures.rate.value)}
            {figures.rate.value !== null && <small> %</small>}
          </p>
          <p className="py-minor">
            {figures.rate.value === null
              ? t('none')
              : figures.rate.lower === null
                ? t('unit.noInterval')
                : t('unit.interval', { interval: interval(figures.rate) })}
          </p>
          <dl className="py-facts-list">
            <dt>{t('label.plain')}</dt>
            <dd>
              {percent(figures.plain.percent)}{' '}
              <span className="py-minor">{t('items', { ratio: ratio(figures.plain, i18n.language) })}</span>
            </dd>
            <dt>{t('label.mean')}</dt>
            <dd>{percent(mean)}</dd>
            {row?.standing && <Standings standing={row.standing} sequence={row.sequence} groups={groups} />}
            {comparable !== null && (
              <>
                <dt>{t('unit.previous')}</dt>
                <dd>
                  {comparable ? (
                    <ChangeText change={row?.standing?.change ?? null} detailed />
                  ) : (
                    t('unit.notComparable')
                  )}
                </dd>
              </>
            )}
            <dt>{t('label.awareness')}</dt>
            <dd>
              {percent(figures.awareness.percent)}{' '}
              <span className="py-minor">
                {t('items', { ratio: ratio(figures.awareness, i18n.language) })}
              </span>
            </dd>
            <dt>{t('label.dontKnow')}</dt>
            <dd>
              {percent(figures.dont_know.percent)}{' '}
              <span className="py-minor">
                {t('items', { ratio: ratio(figures.dont_know, i18n.language) })}
              </span>
            </dd>
          </dl>
        </div>
        <UnitHistory items={items} />
      </div>
    </Panel>
  )
}

interface StandingsProps {
  standing: UnitStanding
  sequence: string
  groups: readonly Group[]
}

/** Against the average and by rank: among all units, and in the unit's sequence where that is another group. */
function Standings({ standing, sequence, groups }: StandingsProps) {
  const { t } = useTranslation('results')
  const whole = groups.find(({ name }) => name === null)
  const own = groups.length > 2 ? groups.find(({ name }) => name === sequence) : undefined
  if (whole === undefined) return null
  const places = [
    { standing: standing.overall, group: whole },
    ...(own === undefined ? [] : [{ standing: standing.in_sequence, group: own }]),
  ]
  return (
    <>
      <dt>{t('against.title')}</dt>
      <dd>
        {places.map(({ standing: place, group }) => (
          <div key={group.name ?? ''}>
            <AgainstText standing={place} />{' '}
            <span className="py-minor">
              {t('against.of', { group: group.name ?? t('legend.allUnits'), mean: percent(group.mean) })}
            </span>
          </div>
        ))}
      </dd>
      <dt>{t('rank.title')}</dt>
      <dd>
        {standing.left_out !== null ? (
          <LeftOutText unit={standing} />
        ) : (
          places.map(({ standing: place, group }) => (
            <div key={group.name ?? ''}>
              <RankText standing={place} />{' '}
              <span className="py-minor">
                {t('rank.of', { group: group.name ?? t('legend.allUnits'), size: group.size })}
              </span>
            </div>
          ))
        )}
      </dd>
    </>
  )
}

import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { formatDateTime } from '@/components/dates'
import { Panel } from '@/components/PageHeader'
import { StatusMark } from '@/components/StatusMark'
import { figure, useCount } from '@/features/results/figures'
import type { StratumTurnout, Turnout } from './api'

interface Props {
  turnout: Turnout
  /** When the figures were read, in milliseconds. */
  readAt: number
}

/** Turnout by stratum. Bars begin at 0 and end at 100 %; the dashed mark is half. */
export function TurnoutPanel({ turnout, readAt }: Props) {
  const { t, i18n } = useTranslation('collection')
  const time = formatDateTime(new Date(readAt).toISOString(), i18n.language)
  const coded = turnout.issued > 0
  return (
    <Panel title={t('progress.strata')} note={t(coded ? 'progress.strataNote' : 'progress.readAt', { time })}>
      <TableFrame caption={t('progress.strata')}>
        <thead>
          <tr>
            <th scope="col">{t('stratum')}</th>
            <th scope="col" className="py-right py-wide">
              {t('progress.share')}
            </th>
            <th scope="col" className="py-right">
              {t('progress.issued')}
            </th>
            <th scope="col" className="py-right">
              {t('progress.back')}
            </th>
            <th scope="col" className="py-right py-wide">
              {t('progress.web')}
            </th>
            <th scope="col" className="py-right py-wide">
              {t('progress.paper')}
            </th>
            {coded && (
              <>
                <th scope="col" className="py-turnout-column py-wide">
                  <span className="py-hidden">{t('progress.bar')}</span>
                </th>
                <th scope="col" className="py-right">
                  {t('progress.rate')}
                </th>
                <th scope="col" className="py-wide">
                  <span className="py-hidden">{t('progress.remark')}</span>
                </th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {turnout.strata.map((row) => (
            <Row key={row.stratum_id} row={row} coded={coded} />
          ))}
        </tbody>
      </TableFrame>
      {turnout.issued_together > 0 && (
        <p className="py-caption py-rounded-note">
          {t('progress.issuedTogether', { number: turnout.issued_together })}
        </p>
      )}
      {turnout.live && <p className="py-caption py-rounded-note">{t('rounded')}</p>}
    </Panel>
  )
}

function Row({ row, coded }: { row: StratumTurnout; coded: boolean }) {
  const { t } = useTranslation('collection')
  const number = useCount()
  const shown = (count: number | null) => (count === null ? t('progress.withheld') : number(count))
  return (
    <tr>
      <th scope="row">
        {row.name}
        <div className="py-narrow-only">
          <Remark row={row} />
        </div>
      </th>
      <td className="py-right py-minor py-wide">{row.share}</td>
      <td className="py-right">{number(row.issued)}</td>
      <td className="py-right py-strong">{shown(row.returned)}</td>
      <td className="py-right py-minor py-wide">{shown(row.web)}</td>
      <td className="py-right py-minor py-wide">{shown(row.paper)}</td>
      {coded && (
        <>
          <td className="py-turnout-column py-wide">
            <Bar percent={Number(row.rate ?? 0)} low={row.low} />
          </td>
          <td className="py-right py-strong">{figure(row.rate)}</td>
          <td className="py-nowrap py-wide">
            <Remark row={row} />
          </td>
        </>
      )}
    </tr>
  )
}

function Remark({ row }: { row: StratumTurnout }) {
  const { t } = useTranslation('collection')
  return (
    <>
      {row.low && <StatusMark level="watch">{t('progress.low')}</StatusMark>}
      {row.over && <StatusMark level="watch">{t('progress.moreBack')}</StatusMark>}
    </>
  )
}

/** Beyond 100 %, when more paper came back than codes were issued, the bar stays full. */
function Bar({ percent, low }: { percent: number; low: boolean }) {
  return (
    <svg className={low ? 'py-turnout-bar py-turnout-low' : 'py-turnout-bar'} aria-hidden="true">
      <rect className="py-turnout-frame" width="100%" height="12" />
      <rect className="py-turnout-fill" width={`${Math.min(100, percent)}%`} height="12" />
      <line x1="50%" x2="50%" y1="0" y2="12" />
    </svg>
  )
}

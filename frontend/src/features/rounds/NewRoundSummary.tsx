import { useTranslation } from 'react-i18next'
import { formatCount } from '@/components/dates'
import { StatusMark } from '@/components/StatusMark'
import type { Preset, PresetKind } from './api'
import { rowsOf } from './presets'
import { effortOf } from './taps'
import { useEffortText } from './useEffortText'

interface Props {
  chosen: Record<PresetKind, Preset | undefined>
  /** How many units are on the roll; undefined while that is open. */
  units: number | undefined
}

/** What the choices come to: above all, how much work each person is asked for. */
export function NewRoundSummary({ chosen, units }: Props) {
  const { t, i18n } = useTranslation('rounds')
  const effortText = useEffortText()
  const count = (kind: PresetKind) => (chosen[kind] ? rowsOf(kind, chosen[kind]).length : 0)
  const codes = chosen.strata
    ? rowsOf('strata', chosen.strata).reduce((sum, row) => sum + row.planned_codes, 0)
    : 0
  const effort = units === undefined ? null : effortOf(units, count('criteria'))
  const text = (number: number) => formatCount(number, i18n.language)
  return (
    <>
      <dl className="py-facts-list">
        <div className="py-fact">
          <dt>{t('new.units')}</dt>
          <dd>{units === undefined ? '—' : t('facts.units', { count: units, text: text(units) })}</dd>
        </div>
        <div className="py-fact">
          <dt>{t('new.criteria')}</dt>
          <dd>{t('preset.criteria', { count: count('criteria') })}</dd>
        </div>
        <div className="py-fact">
          <dt>{t('new.scale')}</dt>
          <dd>
            {chosen.scale
              ? rowsOf('scale', chosen.scale)
                  .map(({ label }) => label)
                  .join(' / ')
              : '—'}
          </dd>
        </div>
        <div className="py-fact">
          <dt>{t('new.strata')}</dt>
          <dd>
            {t('preset.strata', { count: count('strata') })}
            <br />
            {t('preset.codes', { text: text(codes) })}
          </dd>
        </div>
      </dl>
      {effort && (
        <div className="py-effort">
          <h3>{t('new.tapsTitle')}</h3>
          <p>{effortText(effort)}</p>
          {effort.long && <StatusMark level="watch">{t('taps.long')}</StatusMark>}
        </div>
      )}
    </>
  )
}

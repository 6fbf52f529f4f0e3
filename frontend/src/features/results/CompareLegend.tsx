import { useTranslation } from 'react-i18next'
import type { Group, Outcome } from './api'
import type { View } from './choice'
import './compare.css'
import { figure, useCount } from './figures'

/** How to read the picture, with the figures of this very group. */
export function CompareLegend({ group, view, outcome }: { group: Group; view: View; outcome: Outcome }) {
  const { t } = useTranslation('results')
  const count = useCount()
  return (
    <div className="py-read">
      <strong>{t('legend.label')}</strong>
      <ul>
        {view === 'ranks' ? (
          <>
            <li className="py-tone-open">
              <svg width="44" height="12" aria-hidden="true">
                <rect className="py-rank-bar" x="0" y="2" width="44" height="8" />
                <circle className="py-chart-dot" cx="14" cy="6" r="4.5" />
              </svg>
              {t('legend.bar')}
            </li>
            <li>{t('legend.together', { size: group.size })}</li>
            {group.last > 0 && (
              <li>
                <svg width="16" height="12" aria-hidden="true">
                  <rect className="py-chart-band" width="16" height="12" />
                </svg>
                {t('legend.last', { last: group.last })}
              </li>
            )}
            <li>{t('legend.tones')}</li>
            <li>{t('legend.pairs', { pairs: count(group.pairs), separated: count(group.separated) })}</li>
          </>
        ) : (
          <>
            <li>
              <svg width="24" height="12" aria-hidden="true">
                <rect className="py-chart-band" width="24" height="12" />
              </svg>
              {t('legend.band')}
            </li>
            <li>
              {t('legend.mean', {
                group: group.name ?? t('legend.allUnits'),
                size: group.size,
                mean: figure(group.mean),
                percent: outcome === 'rate' ? '%' : '',
              })}
            </li>
            <li>{t('legend.tones')}</li>
          </>
        )}
        <li>{t('legend.overlap')}</li>
        <li>{t('legend.plain')}</li>
        {group.left_out > 0 && <li>{t('legend.leftOut', { number: group.left_out })}</li>}
      </ul>
    </div>
  )
}

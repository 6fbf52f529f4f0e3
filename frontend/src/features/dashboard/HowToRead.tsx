import { useTranslation } from 'react-i18next'

/** What the marks of the drawn column mean. */
export function HowToRead() {
  const { t } = useTranslation('dashboard')
  return (
    <div className="py-read">
      <strong>{t('read.label')}</strong>
      <ul>
        <li>
          <svg width="44" height="12" aria-hidden="true">
            <g className="py-chart-whisker">
              <path d="M1 6h42M1 2.5v7M43 2.5v7" />
            </g>
            <circle className="py-chart-dot" cx="22" cy="6" r="4.5" />
          </svg>
          {t('read.dot')}
        </li>
        <li>
          <svg width="8" height="16" aria-hidden="true">
            <path className="py-chart-average" d="M4 0v16" />
          </svg>
          {t('read.average')}
        </li>
        <li>
          <svg width="24" height="12" aria-hidden="true">
            <rect className="py-chart-band" width="24" height="12" />
          </svg>
          {t('read.band')}
        </li>
        <li>{t('read.rank')}</li>
        <li>{t('read.weighted')}</li>
        <li>{t('read.overlap')}</li>
      </ul>
    </div>
  )
}

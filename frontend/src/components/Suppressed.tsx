import { useTranslation } from 'react-i18next'
import './table.css'

/** In place of a number that is too small for this reader: hatched, with a sign and words; never blank, never 0. */
export function Suppressed() {
  const { t } = useTranslation()
  return (
    <span className="py-suppressed" title={t('suppressed')}>
      <span aria-hidden="true">*</span>
      <span className="py-hidden">{t('suppressed')}</span>
    </span>
  )
}

import { useTranslation } from 'react-i18next'
import './rounds.css'

/** The strip below the steps of a round: what comes next. */
export function Strip({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation('rounds')
  return (
    <section className="py-panel py-next" aria-label={t('next.title')}>
      {children}
    </section>
  )
}

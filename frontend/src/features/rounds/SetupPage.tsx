import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { StatusMark } from '@/components/StatusMark'
import { BasicsSection } from './BasicsSection'
import { CompareSection } from './CompareSection'
import { useRoundContext } from './context'
import { CriteriaSection } from './CriteriaSection'
import { FixedSetup } from './FixedSetup'
import { PublicationSection } from './PublicationSection'
import { RollSection } from './RollSection'
import { ScaleSection } from './ScaleSection'
import './setup.css'
import { StrataSection } from './StrataSection'

/** What a round consists of: to be changed by the office while it is a draft, to be read by everybody later. */
export default function SetupPage() {
  const writes = useCan()('round.write')
  const { config } = useRoundContext()
  if (!writes || !config.editable) return <FixedSetup />
  return (
    <div className="py-setup">
      <SetupIndex />
      <div className="py-setup-parts">
        <BasicsSection />
        <RollSection />
        <CriteriaSection />
        <ScaleSection />
        <StrataSection />
        <PublicationSection />
        <CompareSection />
      </div>
    </div>
  )
}

/** The way to each section, and which of them are still empty. */
function SetupIndex() {
  const { t } = useTranslation('rounds')
  const { config } = useRoundContext()
  const parts = [
    { id: 'basics', title: t('basics.title'), filled: true },
    { id: 'roll', title: t('roll.title'), filled: config.roll.length > 0 },
    { id: 'criteria', title: t('criteria.title'), filled: config.criteria.length > 0 },
    { id: 'scale', title: t('scale.title'), filled: config.options.length > 0 },
    { id: 'strata', title: t('strata.title'), filled: config.strata.length > 0 },
    { id: 'publication', title: t('publication.title'), filled: true },
    { id: 'compare', title: t('compare.title'), filled: true },
  ]
  return (
    <nav className="py-setup-index" aria-label={t('setup.index')}>
      <ul>
        {parts.map(({ id, title, filled }) => (
          <li key={id}>
            <a
              href={`#${id}`}
              onClick={(event) => {
                // Without a new entry in the history, so that "back" leaves the page.
                event.preventDefault()
                const part = document.getElementById(id)
                part?.scrollIntoView()
                part?.focus({ preventScroll: true })
              }}
            >
              <StatusMark level={filled ? 'done' : 'none'}>
                {title}
                <span className="py-hidden">{t(filled ? 'setup.filled' : 'setup.empty')}</span>
              </StatusMark>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

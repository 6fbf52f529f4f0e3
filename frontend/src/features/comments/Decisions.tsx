import { useTranslation } from 'react-i18next'
import { formatDateTime } from '@/components/dates'
import type { Decision, Desk } from './api'

/** The decision with its reason, and those that it replaced. */
export function Decisions({ part }: { part: Desk }) {
  const { t } = useTranslation('comments')
  const words = useWords()
  if (part.decided === null) return null
  return (
    <div className="py-comment-decisions">
      <p>{words(part.decided)}</p>
      {part.earlier.length > 0 && (
        <details>
          <summary>{t('earlier', { count: part.earlier.length })}</summary>
          <ol className="py-plain-list">
            {[...part.earlier].reverse().map((one) => (
              <li key={one.decided_at}>
                {words(one)}
                {one.state === 'released' && one.text !== '' && t('earlierText', { text: one.text })}
              </li>
            ))}
          </ol>
        </details>
      )}
    </div>
  )
}

function useWords(): (decision: Decision) => string {
  const { t, i18n } = useTranslation('comments')
  return ({ state, reason, words, decided_by, decided_at }) => {
    const who = { by: decided_by ?? '—', at: formatDateTime(decided_at, i18n.language) }
    if (reason === null) return t('decidedAs', { state: t(`state.${state}`), ...who })
    const why = [t(`reason.${reason}`), words].filter(Boolean).join(t('comma'))
    return t('decidedWhy', { state: t(`state.${state}`), why, ...who })
  }
}

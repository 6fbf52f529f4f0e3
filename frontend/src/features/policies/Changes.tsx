import { useTranslation } from 'react-i18next'
import type { Policy } from './api'
import { useRuleWords } from './policy'

/** What a version changes in the one before it, old words struck out. */
export function Changes({ before, after }: { before: Policy; after: Policy }) {
  const { t } = useTranslation('policies')
  const found = useRuleWords().changes(before, after)
  if (found.length === 0) return <span>{t('changes.none')}</span>
  return (
    <ul className="py-plain-list" aria-label={t('changes.title')}>
      {found.map(({ name, label, text, before: old }) => (
        <li key={name}>
          {t('changes.of', { label })}
          <del>{old}</del> → <ins>{text}</ins>
        </li>
      ))}
    </ul>
  )
}

import { useTranslation } from 'react-i18next'
import type { WordTable } from './api'
import { useTableWords } from './words'

const MOST = 20

/** What a version changes in the one before it, old words struck out. */
export function Changes({ before, after }: { before: WordTable; after: WordTable }) {
  const { t } = useTranslation('adapters')
  const found = useTableWords().changes(before, after)
  if (found.length === 0) return <span>{t('changes.none')}</span>
  return (
    <ul className="py-plain-list" aria-label={t('changes.title')}>
      {found.slice(0, MOST).map(({ key, label, text, before: old }) => (
        <li key={key}>
          {t('changes.of', { label })}
          {old !== '' && <del>{old}</del>}
          {old === '' ? '' : ' → '}
          {text === '' ? t('changes.gone') : <ins>{text}</ins>}
        </li>
      ))}
      {found.length > MOST && <li>{t('changes.more', { count: found.length - MOST })}</li>}
    </ul>
  )
}

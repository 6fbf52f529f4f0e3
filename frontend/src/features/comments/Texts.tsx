import { useTranslation } from 'react-i18next'
import type { Desk } from './api'
import { partsOf } from './covering'

/** What was written, with what looks like personal data marked and named. */
export function Original({ pieces }: { pieces: NonNullable<Desk['original']> }) {
  const { t } = useTranslation('comments')
  return (
    <p className="py-comment-text">
      {pieces.map(({ text, kind }, index) =>
        kind === null ? (
          text
        ) : (
          // Pieces have no other name than their place.
          <mark key={index} className={kind === 'name' ? 'py-hint' : 'py-found'} title={t(`kind.${kind}`)}>
            {text}
            <span className="py-hidden">{t('kindOf', { kind: t(`kind.${kind}`) })}</span>
          </mark>
        ),
      )}
    </p>
  )
}

/** What leaves the office, its covered places visible as such. */
export function Covered({ text }: { text: string }) {
  const { t } = useTranslation('comments')
  return (
    <p className="py-comment-text">
      {partsOf(text).map((part, index) =>
        part.covered ? (
          <span key={index} className="py-cover">
            <span aria-hidden="true">＊＊</span>
            <span className="py-hidden">{t('text.covered')}</span>
          </span>
        ) : (
          part.text
        ),
      )}
    </p>
  )
}

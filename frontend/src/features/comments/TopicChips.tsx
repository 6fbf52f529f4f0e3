import { useTranslation } from 'react-i18next'
import { Disclosure } from '@/components/Disclosure'
import type { Comment, Topic } from './api'

interface Props {
  comment: Comment
  topics: readonly Topic[]
  /** Sets the topics; null for readers. */
  onCode: ((topics: string[]) => Promise<void>) | null
}

/** What a comment is about, as labels; the office changes them by ticking. */
export function TopicChips({ comment, topics, onCode }: Props) {
  const { t } = useTranslation('comments')
  const has = comment.topics.map(({ id }) => id)
  const offered = topics.filter(({ id, active }) => active || has.includes(id))
  const toggle = (id: string) =>
    void onCode?.(has.includes(id) ? has.filter((one) => one !== id) : [...has, id])
  if (onCode === null && has.length === 0) return null
  return (
    <div className="py-topics">
      {comment.topics.map(({ id, name }) => (
        <span key={id} className="py-chip">
          {name}
        </span>
      ))}
      {onCode !== null && (
        <Disclosure
          label={t(has.length === 0 ? 'topics.add' : 'topics.change')}
          className="py-chip py-chip-button"
        >
          {() => (
            <fieldset className="py-choices">
              <legend className="py-hidden">{t('topics.title')}</legend>
              {offered.map(({ id, name }) => (
                <label key={id}>
                  <input type="checkbox" checked={has.includes(id)} onChange={() => toggle(id)} />
                  {name}
                </label>
              ))}
            </fieldset>
          )}
        </Disclosure>
      )}
    </div>
  )
}

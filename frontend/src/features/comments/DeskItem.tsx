import { Button } from 'antd'
import { type KeyboardEvent, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import type { Comment, Desk as DeskPart, Topic } from './api'
import { CoverEditor } from './CoverEditor'
import { Decisions } from './Decisions'
import { Covered, Original } from './Texts'
import { TopicChips } from './TopicChips'
import type { Desk } from './useDesk'
import { WithholdDialog } from './WithholdDialog'

interface Props {
  comment: Comment
  topics: readonly Topic[]
  desk: Desk
  published: boolean
  onGroup: (head: string) => void
}

const LEVELS = { pending: 'watch', released: 'done', withheld: 'none' } as const

/**
 * One comment on the desk. It is chosen like a radio button, so the arrow keys move from one to the next, and single keys
 * decide while it has the focus (they do nothing elsewhere).
 */
export function DeskItem({ comment, topics, desk, published, onGroup }: Props) {
  const { t } = useTranslation('comments')
  const moderates = useCan()('comment.moderate')
  const [doing, setDoing] = useState<'cover' | 'withhold' | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const choice = useRef<HTMLInputElement>(null)
  const part = comment.desk
  if (part === null) return null
  const whole = part.original?.map((piece) => piece.text).join('') ?? part.proposal
  const run = async (work: () => Promise<void>, next: boolean) => {
    if (busy) return
    setBusy(true)
    setError(null)
    try {
      await work()
      setDoing(null)
      if (next) toNext(choice.current)
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  const release = (text?: string) =>
    void run(
      () => desk.decide(comment, { state: 'released', words: '', ...(text === undefined ? {} : { text }) }),
      true,
    )
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const key = event.key.toLowerCase()
    if (key === 'l' && part.state !== 'released') release()
    else if (key === 'b' && part.state !== 'withheld') setDoing('withhold')
    else if (key === 'z') setDoing('cover')
    else return
    event.preventDefault()
  }
  return (
    <li className={`py-comment py-comment-${part.state}`}>
      <div className="py-comment-head">
        <label className="py-comment-unit">
          {moderates && (
            <input
              ref={choice}
              type="radio"
              name="py-comment"
              className="py-comment-choice"
              onKeyDown={onKey}
            />
          )}
          {comment.unit.short_name}
        </label>
        <StatusMark level={LEVELS[part.state]}>{t(`state.${part.state}`)}</StatusMark>
        {part.alike > 0 && <Alike part={part} id={comment.id} onGroup={onGroup} />}
        {moderates && doing !== 'cover' && (
          <div className="py-actions">
            {part.state !== 'released' && (
              <Button type="primary" size="small" loading={busy} onClick={() => release()}>
                {t('action.release')}
              </Button>
            )}
            <Button size="small" onClick={() => setDoing('cover')}>
              {t('action.cover')}
            </Button>
            {part.state !== 'withheld' && (
              <Button size="small" onClick={() => setDoing('withhold')}>
                {t('action.withhold')}
              </Button>
            )}
          </div>
        )}
      </div>
      <div className="py-comment-texts">
        <div>
          <p className="py-comment-label">{t(part.original === null ? 'text.filtered' : 'text.original')}</p>
          {part.original === null ? <Covered text={part.proposal} /> : <Original pieces={part.original} />}
        </div>
        <div>
          <p className="py-comment-label">{t('text.release')}</p>
          {doing === 'cover' ? (
            <CoverEditor
              comment={comment}
              proposal={part.proposal}
              busy={busy}
              onSave={release}
              onClose={() => {
                setDoing(null)
                setError(null)
              }}
            />
          ) : part.state === 'withheld' ? (
            <p className="py-minor">{t('text.withheld')}</p>
          ) : comment.text === whole ? (
            <p className="py-minor">{t(part.original === null ? 'text.noMore' : 'text.same')}</p>
          ) : (
            <Covered text={comment.text} />
          )}
        </div>
      </div>
      <TopicChips
        comment={comment}
        topics={topics}
        onCode={moderates ? (ids) => run(() => desk.code(comment, ids), false) : null}
      />
      <Decisions part={part} />
      <ProblemAlert error={error} />
      {doing === 'withhold' && (
        <WithholdDialog
          handedOver={published && part.state === 'released'}
          onClose={() => setDoing(null)}
          onWithhold={async (body) => {
            await desk.decide(comment, body)
            flushSync(() => setDoing(null)) // the dialog gives the focus back when it goes
            toNext(choice.current)
          }}
        />
      )}
    </li>
  )
}

interface AlikeProps {
  part: DeskPart
  id: string
  onGroup: (head: string) => void
}

/** The way to the others that say the same. */
function Alike({ part, id, onGroup }: AlikeProps) {
  const { t } = useTranslation('comments')
  return (
    <button type="button" className="py-link" onClick={() => onGroup(part.same_as ?? id)}>
      {t(part.likeness === 'exact' ? 'group.exact' : 'group.near', { count: part.alike })}
    </button>
  )
}

/** Choose the comment below, as the arrow key would. */
function toNext(choice: HTMLInputElement | null) {
  const next = choice?.closest('li')?.nextElementSibling?.querySelector<HTMLInputElement>('input[type=radio]')
  next?.focus()
  next?.click()
}

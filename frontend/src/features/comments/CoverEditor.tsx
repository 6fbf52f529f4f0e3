import { Button } from 'antd'
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Comment } from './api'
import { coverAt } from './covering'

interface Props {
  comment: Comment
  /** What the program proposes. */
  proposal: string
  busy: boolean
  onSave: (text: string) => void
  onClose: () => void
}

/** Covers what is selected. The server refuses everything that does not stand in the original. */
export function CoverEditor({ comment, proposal, busy, onSave, onClose }: Props) {
  const { t } = useTranslation(['comments', 'common'])
  const [text, setText] = useState(comment.text)
  const field = useRef<HTMLTextAreaElement>(null)
  const id = useId()
  const original = comment.desk?.original?.map((piece) => piece.text).join('')
  useEffect(() => {
    field.current?.focus()
  }, [])
  const cover = () => {
    const area = field.current
    if (area === null || area.selectionStart === area.selectionEnd) return
    const after = coverAt(text, area.selectionStart, area.selectionEnd)
    setText(after.text)
    area.focus()
    requestAnimationFrame(() => area.setSelectionRange(after.caret, after.caret))
  }
  return (
    <div className="py-stack">
      <textarea
        ref={field}
        id={id}
        className="py-cover-field"
        aria-label={t('text.release')}
        aria-describedby={`${id}-hint`}
        rows={3}
        value={text}
        maxLength={1000}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose()
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSave(text)
        }}
      />
      <p id={`${id}-hint`} className="py-caption">
        {t('cover.hint')}
      </p>
      <div className="py-actions">
        <Button size="small" onClick={cover}>
          {t('cover.selected')}
        </Button>
        {text !== proposal && (
          <Button size="small" onClick={() => setText(proposal)}>
            {t('cover.proposal')}
          </Button>
        )}
        {original !== undefined && text !== original && (
          <Button size="small" onClick={() => setText(original)}>
            {t('cover.original')}
          </Button>
        )}
      </div>
      <div className="py-actions">
        <Button type="primary" size="small" loading={busy} onClick={() => onSave(text)}>
          {t('cover.save')}
        </Button>
        <Button size="small" onClick={onClose}>
          {t('common:action.cancel')}
        </Button>
      </div>
    </div>
  )
}

import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { useTexts } from './settings'

interface CommentProps {
  unitName: string
  text: string
  max: number
  onChange: (text: string) => void
}

/** The optional words on a unit, behind a button until somebody wants them. */
export function Comment(props: CommentProps) {
  const t = useTexts()
  const [opened, setOpened] = useState(false)
  if (opened || props.text !== '') return <CommentField {...props} focus={opened} />
  return (
    <button type="button" class="invite" onClick={() => setOpened(true)}>
      <span>{t.comment}</span>
      <span class="aside">{t.commentOptional}</span>
    </button>
  )
}

/** One at a time on a page. With `focus` it takes the focus when it appears. */
export function CommentField({ unitName, text, max, onChange, focus }: CommentProps & { focus: boolean }) {
  const t = useTexts()
  const field = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    if (focus) field.current?.focus()
  }, [focus])
  return (
    <div class="comment">
      <label for="comment">{t.commentFor(unitName)}</label>
      <p id="comment-warning" class="help">
        {t.commentWarning}
      </p>
      <textarea
        id="comment"
        ref={field}
        rows={4}
        maxLength={max}
        autocomplete="off"
        aria-describedby="comment-warning"
        value={text}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <p class="help left">{t.commentLeft(max - text.length)}</p>
    </div>
  )
}

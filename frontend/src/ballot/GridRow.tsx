import type { Form } from './api'
import { answersOf, commentOf, stateOf, type Edit } from './ballot'
import { Choice, focusGroup, groupName } from './Choice'
import { CommentField } from './Comment'
import type { Draft } from './draft'
import { Tick } from './Parts'
import { useTexts } from './settings'

interface GridRowProps {
  form: Form
  draft: Draft
  unit: number
  opened: boolean
  onOpen: (open: boolean) => void
  onEdit: (edit: Edit) => void
}

export function GridRow({ form, draft, unit, opened, onOpen, onEdit }: GridRowProps) {
  const t = useTexts()
  const answers = answersOf(draft, form, unit)
  const given = answers.filter((answer) => answer !== 0).length
  const state = stateOf(draft, form, unit)
  const comment = commentOf(draft, unit)
  const shown = form.units[unit]
  if (!shown) return null

  return (
    <div class={opened ? 'unit-row opened' : 'unit-row'}>
      <div class="line">
        <div class="name">
          <p id={`unit${unit}`} title={shown.duties}>
            <span class="number">{unit + 1}.</span> {shown.name}
            {shown.duties && <span class="duties">{shown.duties}</span>}
          </p>
          <span class="state">
            {state === 'answered' ? <Tick /> : state === 'partial' ? `${given}/${form.criteria.length}` : ''}
          </span>
          {form.comment_max > 0 && (
            <button
              type="button"
              class="plain"
              aria-expanded={opened}
              aria-label={`${comment === '' ? t.commentShort : t.commentWritten}: ${shown.name}`}
              onClick={() => onOpen(!opened)}
            >
              {comment === '' ? t.commentShort : t.commentWritten}
            </button>
          )}
        </div>
        {form.criteria.map((criterion, at) => (
          <Choice
            key={criterion.code}
            name={groupName(unit, at)}
            labelledBy={`unit${unit} criterion${at}`}
            options={form.options}
            value={answers[at] ?? 0}
            look="cells"
            onChoose={(option) => onEdit({ type: 'choose', unit, criterion: at, option })}
            onMove={(step) => focusGroup(groupName(unit + step, at))}
          />
        ))}
      </div>
      {opened && (
        <div class="below">
          <CommentField
            unitName={shown.name}
            text={comment}
            max={form.comment_max}
            onChange={(text) => onEdit({ type: 'comment', unit, text })}
            focus
          />
          {given > 0 && (
            <button type="button" class="plain" onClick={() => onEdit({ type: 'fill', unit, option: 0 })}>
              {t.clear}
            </button>
          )}
        </div>
      )}
    </div>
  )
}

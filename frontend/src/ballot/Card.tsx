import { answersOf, commentOf, unknownOption, type Edit } from './ballot'
import type { Form } from './api'
import { Choice, groupName } from './Choice'
import { Comment } from './Comment'
import type { Draft } from './draft'
import { Heading, Progress } from './Parts'
import { useSettings } from './settings'

interface CardProps {
  form: Form
  draft: Draft
  unit: number
  kept: boolean
  onEdit: (edit: Edit) => void
  onGo: (unit: number) => void
  onList: () => void
  onReview: () => void
}

/** One unit on a phone. It goes on only when the reader says so. */
export function Card({ form, draft, unit, kept, onEdit, onGo, onList, onReview }: CardProps) {
  const { t, elder } = useSettings()
  const shown = form.units[unit]
  if (!shown) return null
  const all = form.units.length
  const answers = answersOf(draft, form, unit)
  const single = form.criteria.length === 1
  const unknown = single ? null : unknownOption(form)
  const last = unit === all - 1

  return (
    <>
      <Progress done={unit + 1} all={all} />
      <main class={single ? 'card with-actions' : 'card many with-actions'}>
        <div class="where">
          <p aria-hidden="true">
            <b>{unit + 1}</b>/{all}
          </p>
          <p class="sequence">{shown.sequence}</p>
          <button type="button" class="plain" onClick={onList}>
            {t.list}
          </button>
        </div>
        <Heading id="unit">
          <span class="hidden">{t.position(unit + 1, all)}</span>
          {shown.name}
        </Heading>
        {shown.duties && (
          <p class="duties">
            {t.duties}
            {shown.duties}
          </p>
        )}
        {form.criteria.map((criterion, at) => (
          <div key={criterion.code} class={single ? 'criterion single' : 'criterion'}>
            <p class="question" id={`criterion${at}`}>
              <b>{criterion.name}</b>
              {criterion.help && <span class="aside"> {criterion.help}</span>}
            </p>
            <Choice
              name={groupName(unit, at)}
              labelledBy={`unit criterion${at}`}
              options={form.options}
              value={answers[at] ?? 0}
              look={single ? 'stack' : 'row'}
              onChoose={(option) => onEdit({ type: 'choose', unit, criterion: at, option })}
            />
          </div>
        ))}
        {unknown && (
          <button
            type="button"
            class="plain shortcut"
            onClick={() => onEdit({ type: 'fill', unit, option: unknown.number })}
          >
            {t.allUnknown(form.criteria.length, unknown.label)}
          </button>
        )}
        {form.comment_max > 0 && (
          <Comment
            unitName={shown.name}
            text={commentOf(draft, unit)}
            max={form.comment_max}
            onChange={(text) => onEdit({ type: 'comment', unit, text })}
          />
        )}
        {answers.some((answer) => answer !== 0) && (
          <button
            type="button"
            class="plain shortcut"
            onClick={() => onEdit({ type: 'fill', unit, option: 0 })}
          >
            {t.clear}
          </button>
        )}
        <div class="actions">
          <div class="buttons">
            <button type="button" class="button" disabled={unit === 0} onClick={() => onGo(unit - 1)}>
              {t.previous}
            </button>
            <button
              type="button"
              class="button primary grow"
              onClick={() => (last ? onReview() : onGo(unit + 1))}
            >
              {last ? t.toReview : t.next}
            </button>
          </div>
          <p class="help">{kept ? (elder ? t.skipHintElder : t.skipHint) : t.skipHintUnkept}</p>
        </div>
      </main>
    </>
  )
}

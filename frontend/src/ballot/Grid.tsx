import { useEffect, useState } from 'preact/hooks'
import type { Form } from './api'
import { bySequence, tally, unknownOption, type Edit } from './ballot'
import { focusGroup, groupName } from './Choice'
import type { Draft } from './draft'
import { GridRow } from './GridRow'
import { Heading, Progress } from './Parts'
import { useTexts } from './settings'

/** CSS pixels: the narrowest name column and cell with which the paper form is still easy to read. */
const NAME_WIDTH = 256
const CELL_WIDTH = 40
const MARGINS = 49
const NARROWEST = 900

/** The width of window from which this form can be shown as a grid. */
export function gridWidth(form: Form): number {
  const cells = form.criteria.length * form.options.length
  return Math.max(NARROWEST, MARGINS + NAME_WIDTH + cells * CELL_WIDTH)
}

interface GridProps {
  form: Form
  draft: Draft
  /** The row to begin at; null for the top. */
  unit: number | null
  kept: boolean
  onEdit: (edit: Edit) => void
  onReview: () => void
}

/** The paper form on a wide screen: one row a unit, one radio group a criterion. */
export function Grid({ form, draft, unit, kept, onEdit, onReview }: GridProps) {
  const t = useTexts()
  const [opened, setOpened] = useState<number | null>(null)
  const counts = tally(draft, form)
  const done = counts.answered.length

  useEffect(() => {
    if (unit !== null) focusGroup(groupName(unit, 0))
  }, [unit])

  const measure = { '--criteria': form.criteria.length, '--options': form.options.length }
  return (
    <main class={form.criteria.length === 1 ? 'grid single' : 'grid'} style={measure}>
      <div class="grid-title">
        <div>
          <Heading focus={unit === null}>{t.introUnits(form.units.length)}</Heading>
          <p>{unknownOption(form) ? t.introHow : t.introHowPlain}</p>
        </div>
        <div class="grid-progress">
          <p>
            <b>{done}</b>
            {t.gridProgress(form.units.length)}
          </p>
          <Progress done={done} all={form.units.length} />
        </div>
      </div>
      <div class="paper">
        <GridHead form={form} />
        {bySequence(form).map(({ sequence, units }) => (
          <section key={units[0]}>
            <h2>{sequence || t.noSequence}</h2>
            {units.map((each) => (
              <GridRow
                key={each}
                form={form}
                draft={draft}
                unit={each}
                opened={opened === each}
                onOpen={(open) => setOpened(open ? each : null)}
                onEdit={onEdit}
              />
            ))}
          </section>
        ))}
      </div>
      <div class="actions">
        <div class="inner">
          <p>
            {t.gridCounts(done, counts.partial.length, counts.skipped.length)}
            <span class="help">
              {kept ? t.skipHint : t.skipHintUnkept} {t.gridKeys}
            </span>
          </p>
          <button type="button" class="button primary" onClick={onReview}>
            {t.toReview}
          </button>
        </div>
      </div>
    </main>
  )
}

/** The criteria are read with every group; the words of the options with every radio. */
function GridHead({ form }: { form: Form }) {
  const t = useTexts()
  return (
    <div class="line head">
      <div class="name" aria-hidden="true">
        {t.gridHead}
      </div>
      {form.criteria.map((criterion, at) => (
        <div key={criterion.code} class="criterion-head">
          <p id={`criterion${at}`} title={criterion.help}>
            {criterion.name}
          </p>
          <div class="words" aria-hidden="true">
            {form.options.map((option) => (
              <span key={option.number}>{option.label}</span>
            ))}
          </div>
        </div>
      ))}
    </div>
  )
}

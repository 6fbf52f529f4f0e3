import { Heading } from '../ballot/Parts'
import type { Mode } from './api'
import type { Draft } from './draft'
import { RadioCard } from './Fields'
import { useTexts } from './settings'

const MODES: Mode[] = ['confidential', 'open', 'anonymous']

export interface StepProps {
  draft: Draft
  onEdit: (change: Partial<Draft>) => void
}

/** Step 1: how the complainant wants to appear, and what that means. */
export function Appear({ draft, onEdit, onNext }: StepProps & { onNext: () => void }) {
  const t = useTexts()
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onNext()
      }}
    >
      <Heading id="appear">{t.appearTitle}</Heading>
      <p class="prose">{t.appearLead}</p>
      <div class="choice cards wide" role="radiogroup" aria-labelledby="appear">
        {MODES.map((mode) => (
          <RadioCard
            key={mode}
            name="mode"
            value={mode}
            checked={draft.mode === mode}
            title={t.mode[mode]}
            text={t.modeText[mode]}
            onChoose={() => onEdit({ mode })}
          />
        ))}
      </div>
      <p class="help">{t.protection}</p>
      <div class="forth">
        <button type="submit" class="button primary wide">
          {t.next}
        </button>
      </div>
    </form>
  )
}

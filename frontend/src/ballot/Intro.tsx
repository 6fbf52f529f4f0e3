import type { Form } from './api'
import { unknownOption } from './ballot'
import { Heading, Privacy } from './Parts'
import { useTexts } from './settings'

/** What this is, for whom, and what is kept of it: read before the first answer. */
export function Intro({ form, resumed, onStart }: { form: Form; resumed: boolean; onStart: () => void }) {
  const t = useTexts()
  return (
    <main class="narrow with-actions">
      <Heading>{form.title}</Heading>
      {form.greeting && <p class="prose">{form.greeting}</p>}
      <p class="lead">{t.introUnits(form.units.length)}</p>
      <p>{unknownOption(form) ? t.introHow : t.introHowPlain}</p>
      <dl class="facts">
        <div>
          <dt>{t.introStratum}</dt>
          <dd>{form.stratum_name}</dd>
        </div>
        {form.contact && (
          <div>
            <dt>{t.introContact}</dt>
            <dd class="prose">{form.contact}</dd>
          </div>
        )}
      </dl>
      <h2>{t.privacyTitle}</h2>
      <Privacy />
      <div class="actions">
        <button type="button" class="button primary wide" onClick={onStart}>
          {resumed ? t.introResume : t.introStart}
        </button>
      </div>
    </main>
  )
}

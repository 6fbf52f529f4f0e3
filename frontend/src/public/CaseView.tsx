import { Heading } from '../ballot/Parts'
import type { Act, Case, Refusal, Shown } from './api'
import { Acts } from './Acts'
import { Copy } from './Copy'
import { Files } from './Files'
import { useTexts } from './settings'

interface CaseViewProps {
  shown: Shown
  found: Case
  onAct: (act: Act, fields: Record<string, unknown>) => Promise<Refusal | null>
  /** A file has arrived: the case as it is then. */
  onFound: (found: Case) => void
  onRenew: (key: string) => Promise<Refusal | null>
  onReopen: () => void
  onLeave: () => void
}

/** A case: where it stands, what happened, what was said, and what the complainant can do. */
export function CaseView({ shown, found, onAct, onFound, onRenew, onReopen, onLeave }: CaseViewProps) {
  const t = useTexts()
  return (
    <main class="narrow case">
      <p class="help">{t.caseNumber(found.number)}</p>
      <Heading>{found.label}</Heading>
      {found.deadlines.map((deadline) => (
        <p key={deadline.kind} class="deadline">
          <b>{t.by(deadline.label, t.day(deadline.day))}</b>
          {deadline.note !== null && <span class="help">{deadline.note}</span>}
        </p>
      ))}
      {found.where_to_go !== null && (
        <p class="caution calm">
          {t.whereToGo}: <b>{found.where_to_go}</b>
        </p>
      )}
      {found.answers.map((answer, cycle) => (
        <section key={cycle} class="answer-text">
          <h2>{t.answer}</h2>
          <p class="help">{t.answered(t.day(answer.day))}</p>
          <p class="prose">{answer.text}</p>
          {answer.rating_label !== null && (
            <p>
              {t.yourRating}: <b>{answer.rating_label}</b>
            </p>
          )}
        </section>
      ))}
      <Acts choices={found.choices} onAct={onAct} onRenew={onRenew} onReopen={onReopen} />
      <section>
        <h2>{t.progress}</h2>
        <ol class="course">
          {found.steps.map((step, place) => (
            <li key={place}>
              <span class="help">{t.day(step.day)}</span>
              <span>{step.text}</span>
              {step.note !== null && <span class="prose told">{step.note}</span>}
            </li>
          ))}
        </ol>
      </section>
      <section>
        <h2>{t.messages}</h2>
        {found.messages.length === 0 && <p class="help">{t.noMessages}</p>}
        <ul class="messages">
          {found.messages.map((message, place) => (
            <li key={place} class={message.mine ? 'mine' : 'theirs'}>
              <p class="help">
                {message.mine ? t.mine : t.office} · {t.day(message.day)}
              </p>
              <p class="prose">{message.text}</p>
            </li>
          ))}
        </ul>
      </section>
      <Files
        shown={shown}
        files={found.attachments}
        against={found.choices.find(({ action }) => action === 'attachment')?.reasons ?? []}
        onArrived={onFound}
      />
      <Copy shown={shown} />
      <div class="forth">
        <button type="button" class="button wide" onClick={onLeave}>
          {t.leave}
        </button>
      </div>
    </main>
  )
}

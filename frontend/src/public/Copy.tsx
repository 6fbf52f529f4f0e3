import { useState } from 'preact/hooks'
import { Notice } from '../ballot/Parts'
import { loadCopy, type OwnCopy, type Refusal, type Shown } from './api'
import { SetbackText } from './Frame'
import { saveAs } from './saving'
import { useSettings, useTexts } from './settings'
import type { Texts } from './zh'

/** Saves what is kept of the own case as a text that opens anywhere. */
export function Copy({ shown }: { shown: Shown }) {
  const t = useTexts()
  const { language } = useSettings()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)

  async function saveIt(): Promise<void> {
    if (busy) return
    setBusy(true)
    const outcome = await loadCopy(shown, language)
    setBusy(false)
    setRefusal(outcome.kind === 'done' ? null : outcome)
    if (outcome.kind !== 'done') return
    // The mark of UTF-8: editors of older devices guess another encoding without it.
    const text = ['\ufeff', copyText(outcome.answer, t)]
    saveAs(`${outcome.answer.case.number}.txt`, new Blob(text, { type: 'text/plain;charset=utf-8' }))
  }

  return (
    <section>
      <h2>{t.own.title}</h2>
      <p class="help">{t.own.help}</p>
      {refusal !== null && (
        <Notice>
          {refusal.kind === 'rejected' ? (
            <p>{refusal.messages.join(' ')}</p>
          ) : (
            <SetbackText setback={refusal} />
          )}
        </Notice>
      )}
      <button type="button" class="small" aria-disabled={busy} onClick={() => void saveIt()}>
        {busy ? t.checking : t.own.save}
      </button>
    </section>
  )
}

/** The copy in words, a line or a paragraph for each part; parts that are empty are left out. */
export function copyText(own: OwnCopy, t: Texts): string {
  const { case: found } = own
  const parts: [title: string, text: string][] = [
    [t.caseNumber(found.number), found.label],
    [t.own.channel, own.channel],
    [t.own.mode, own.mode],
    [t.own.category, own.category],
    [t.own.unit, own.unit ?? ''],
    [t.own.subject, own.subject],
    [t.own.text, own.text],
    [t.own.wish, own.wish],
    [t.own.kept, own.identity_kept.map((kind) => t.own.kind[kind]).join(t.own.comma)],
    ...found.steps.map(({ day, text, note }): [string, string] => [
      t.day(day),
      [text, note ?? ''].join(' ').trim(),
    ]),
    ...found.messages.map(({ mine, day, text }): [string, string] => [
      `${mine ? t.mine : t.office} ${t.day(day)}`,
      text,
    ]),
    ...found.answers.map(({ day, text, rating_label }): [string, string] => [
      `${t.answer} ${t.day(day)}`,
      rating_label === null ? text : `${text}\n${t.yourRating}: ${rating_label}`,
    ]),
    ...own.written.map(({ day, title, text }): [string, string] => [`${title} ${t.day(day)}`, text]),
    ...found.attachments.map(({ day, name }): [string, string] => [t.day(day), name ?? t.fileDeleted]),
  ]
  return parts
    .filter(([, text]) => text !== '')
    .map(([title, text]) => `${title}\n${text}\n`)
    .join('\n')
}

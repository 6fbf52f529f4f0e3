import { useEffect, useState } from 'preact/hooks'
import { Check } from './Fields'
import { useTexts } from './settings'

/** A tracking code, large, to be copied or printed. Leaving the page before that is asked about. */
export function CodeCard({ code, number }: { code: string; number?: string }) {
  const t = useTexts()
  const [said, setSaid] = useState('')
  const [kept, setKept] = useState(false)
  useEffect(() => {
    if (kept) return
    const hold = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', hold)
    return () => removeEventListener('beforeunload', hold)
  }, [kept])

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(code)
      setKept(true)
      setSaid(t.copied)
    } catch {
      setSaid(t.copyFailed)
    }
  }

  return (
    <section class="receipt">
      <dl>
        {number !== undefined && (
          <div>
            <dt>{t.number}</dt>
            <dd>{number}</dd>
          </div>
        )}
        <div>
          <dt>{t.code}</dt>
          <dd class="big" lang="en">
            {code.split('-').map((group, place) => (
              <span key={place}>{group}</span>
            ))}
          </dd>
        </div>
      </dl>
      <p class="once">{t.codeOnce}</p>
      <div class="buttons off-paper">
        <button type="button" class="button" onClick={() => void copy()}>
          {t.copy}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            setKept(true)
            print()
          }}
        >
          {t.print}
        </button>
      </div>
      <p class="hint off-paper" role="status">
        {said}
      </p>
      <div class="off-paper">
        <Check id="kept" label={t.kept} checked={kept} onChange={setKept} />
      </div>
    </section>
  )
}

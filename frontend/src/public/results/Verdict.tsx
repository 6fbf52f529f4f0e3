import { useEffect, useState } from 'preact/hooks'
import type { Report } from '../verify/report'
import { useTexts } from './settings'

/** Whether the figures of this page are those that were signed: checked in the browser, with code that is loaded for it. */
export function Verdict({ bytes, verifyAddress }: { bytes: Uint8Array; verifyAddress: string }) {
  const t = useTexts()
  const [report, setReport] = useState<Report | 'failed' | null>(null)
  useEffect(() => {
    let gone = false
    import('../verify/check')
      .then(({ check }) => check(bytes))
      .then(
        (found) => {
          if (!gone) setReport(found)
        },
        () => {
          if (!gone) setReport('failed')
        },
      )
    return () => {
      gone = true
    }
  }, [bytes])
  const known = report === null || report === 'failed' ? null : report
  return (
    <div class={`verdict${known === null ? '' : known.good ? ' good' : ' bad'}`} role="status">
      <div class="grow">
        {known === null ? (
          <p>{report === null ? t.checking : t.notChecked}</p>
        ) : (
          <>
            <p>
              <b>{known.good ? t.checkedTitle : t.uncheckedTitle}</b>
            </p>
            <p class="help">
              {known.good ? t.checkedText(t.count(known.blocks), t.count(known.checked)) : t.uncheckedText}
            </p>
          </>
        )}
      </div>
      <p class="verdict-links off-paper">
        <a class="button" href={verifyAddress}>
          {t.verifySelf}
        </a>
        <a class="button" href="#download">
          {t.download}
        </a>
      </p>
    </div>
  )
}

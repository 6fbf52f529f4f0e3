import { useCallback, useEffect, useState } from 'preact/hooks'
import { Heading, Notice } from '../../ballot/Parts'
import type { Fault } from '../verify/json'
import type { Report } from '../verify/report'
import { loadFile, loadRounds, type Loaded, type PublishedRound } from './api'
import { Checkpoints } from './Checkpoints'
import { FileChoice } from './FileChoice'
import { Frame } from './Frame'
import { useTexts } from './settings'
import { useLoaded } from './useLoaded'
import { VerifyReport } from './VerifyReport'

interface Chosen {
  name: string
  bytes: Uint8Array
}

type Verdict = { kind: 'busy' } | { kind: 'refused'; fault: Fault } | { kind: 'report'; report: Report }

const NOTHING: Loaded<PublishedRound[]> = { kind: 'absent' }

/** Checks a file that is chosen, or the published one of the round that the address names. Nothing is uploaded. */
export function VerifyPage({ round: id, version }: { round: string | null; version: number | null }) {
  const t = useTexts()
  const [file, setFile] = useState<Chosen | null>(null)
  const [sealed, setSealed] = useState<Chosen | null>(null)
  const [expected, setExpected] = useState('')
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const [silent, setSilent] = useState(false)
  const [rounds] = useLoaded(useCallback(async () => (id === null ? NOTHING : loadRounds()), [id]))
  const round = rounds?.kind === 'done' ? rounds.answer.find((one) => one.id === id) : undefined

  useEffect(() => {
    if (file === null) return
    let gone = false
    setVerdict({ kind: 'busy' })
    void judge(file.bytes, sealed?.bytes ?? null).then((found) => {
      if (!gone) setVerdict(found)
    })
    return () => {
      gone = true
    }
  }, [file, sealed])

  async function fetchPublished(found: PublishedRound): Promise<void> {
    const loaded = await loadFile(found.id, version)
    setSilent(loaded.kind !== 'done')
    if (loaded.kind === 'done') setFile({ name: '', bytes: loaded.answer })
  }

  return (
    <Frame page="/verify" title={t.check.title}>
      <main class="narrow verify">
        <Heading focus={false}>{t.check.title}</Heading>
        <p class="lead-text">{t.check.lead}</p>
        {round !== undefined && (
          <div class="published-file">
            <p>
              {t.check.published(round.title)}
              {version !== null && `，${t.version(version)}`}
            </p>
            <button type="button" class="button primary" onClick={() => void fetchPublished(round)}>
              {t.check.publishedButton}
            </button>
            {silent && <p role="alert">{t.silent}</p>}
          </div>
        )}
        <FileChoice
          id="public-file"
          label={t.check.publicFile}
          help={t.check.publicFileHelp}
          chosen={file}
          onChoose={setFile}
        />
        <FileChoice
          id="sealed-file"
          label={t.check.sealedFile}
          optional
          help={t.check.sealedFileHelp}
          chosen={sealed}
          onChoose={setSealed}
        />
        <div class="field">
          <label for="expected-key">
            {t.check.expected}
            <span class="help">{t.check.optionalText}</span>
          </label>
          <p id="expected-help" class="help">
            {t.check.expectedHelp}
          </p>
          <input
            id="expected-key"
            class="code"
            lang="en"
            type="text"
            maxLength={40}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-describedby="expected-help"
            value={expected}
            onInput={({ currentTarget }) => setExpected(currentTarget.value)}
          />
        </div>
        <div class="outcome-place" aria-live="polite">
          {verdict?.kind === 'busy' && <p class="help">{t.check.busy}</p>}
          {verdict?.kind === 'refused' && (
            <Notice>
              <h2>{t.check.refused}</h2>
              <p>{t.check.fault[verdict.fault]}</p>
            </Notice>
          )}
          {verdict?.kind === 'report' && file !== null && (
            <VerifyReport report={verdict.report} bytes={file.bytes} expected={normalised(expected)} />
          )}
        </div>
        <Checkpoints />
      </main>
    </Frame>
  )
}

/** As it may be printed: in groups, in capitals. */
const normalised = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^0-9a-z]/g, '')

async function judge(file: Uint8Array, sealed: Uint8Array | null): Promise<Verdict> {
  const { check, NotAFile } = await import('../verify/check')
  try {
    return { kind: 'report', report: check(file, sealed) }
  } catch (problem) {
    if (problem instanceof NotAFile) return { kind: 'refused', fault: problem.fault }
    throw problem
  }
}

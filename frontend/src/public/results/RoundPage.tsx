import { useCallback, useMemo } from 'preact/hooks'
import { Heading } from '../../ballot/Parts'
import { loadFile, loadRounds, type Loaded, type PublishedRound, type PublishedVersion } from './api'
import { Aside } from './Aside'
import { Breakdown } from './Breakdown'
import { Downloads } from './Downloads'
import { figure, type PublicFile } from './file'
import { Frame, Waiting } from './Frame'
import { HowTo } from './HowTo'
import { Versions } from './RoundList'
import { useTexts } from './settings'
import { Units } from './Units'
import { useLoaded } from './useLoaded'
import { Verdict } from './Verdict'

interface Found {
  round: PublishedRound
  version: PublishedVersion
  bytes: Uint8Array
}

/** One published round, in the version that counts or the one that the address names. */
export function RoundPage({ id, version }: { id: string; version: number | null }) {
  const t = useTexts()
  const [found, again] = useLoaded(useCallback(() => load(id, version), [id, version]))
  if (found?.kind === 'done') return <Shown {...found.answer} />
  return (
    <Frame page="/results" title={t.title}>
      <Waiting found={found} title={t.title} onAgain={again} />
    </Frame>
  )
}

async function load(id: string, number: number | null): Promise<Loaded<Found>> {
  const rounds = await loadRounds()
  if (rounds.kind !== 'done') return rounds
  const round = rounds.answer.find((one) => one.id === id)
  const version = round?.versions.filter((one) => number === null || one.version === number).at(-1)
  if (round === undefined || version === undefined) return { kind: 'absent' }
  // By its number, so that the browser may keep it for good.
  const file = await loadFile(id, version.version)
  return file.kind === 'done' ? { kind: 'done', answer: { round, version, bytes: file.answer } } : file
}

function Shown({ round, version, bytes }: Found) {
  const t = useTexts()
  const file = useMemo(() => JSON.parse(new TextDecoder().decode(bytes)) as PublicFile, [bytes])
  const newest = round.versions.at(-1)?.version ?? version.version
  const { overall } = file
  return (
    <Frame page="/results" title={round.title} demo={round.demo}>
      <main class="results">
        <p class="crumbs">
          <a href="/results">{t.results}</a> / {t.round(round.year, round.number)}
        </p>
        <Heading focus={false}>{round.title}</Heading>
        <p class="lead-text">
          {t.lead(t.count(overall.valid), t.count(file.method.roll.length))}{' '}
          <span class="help">
            {t.version(version.version)} · {t.published(t.day(version.published_at))}
          </span>
        </p>
        {version.version !== newest && (
          <div class="notice">
            <p>
              {t.old(version.version, newest)} <a href={`/results/${round.id}`}>{t.oldLink}</a>
            </p>
          </div>
        )}
        {version.reason !== '' && <p class="caution calm">{t.reason(version.reason)}</p>}
        <Verdict bytes={bytes} verifyAddress={`/verify?round=${round.id}&version=${version.version}`} />
        <Overall file={file} />
        <div class="columns">
          <div class="main-column">
            <Units file={file} />
            <HowTo file={file} />
            <Breakdown file={file} />
          </div>
          <aside class="side-column" aria-label={t.rules}>
            <Aside file={file} />
            <Downloads round={round} version={version} file={file} />
            {round.versions.length > 1 && (
              <section>
                <h2>{t.versions}</h2>
                <Versions round={round} shown={version.version} />
              </section>
            )}
          </aside>
        </div>
      </main>
    </Frame>
  )
}

/** The round as a whole. */
function Overall({ file }: { file: PublicFile }) {
  const t = useTexts()
  const { overall } = file
  const { numerator = null, denominator = null } = overall.plain ?? {}
  return (
    <dl class="headlines">
      <Headline
        name={t.turnout}
        value={overall.turnout}
        note={
          overall.issued === 0
            ? t.sheetsAlone(t.count(overall.valid))
            : t.sheets(t.count(overall.valid), t.count(overall.issued))
        }
      />
      <Headline
        name={t.plainAll}
        value={overall.plain?.percent ?? null}
        note={
          numerator === null || denominator === null
            ? t.ratioHidden
            : t.ratioOf(t.count(numerator), t.count(denominator))
        }
      />
      <Headline name={t.mean} value={overall.mean_rate} note={t.meanNote} />
    </dl>
  )
}

function Headline({ name, value, note }: { name: string; value: string | null; note: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{figure(value)}</b>
        {value !== null && '%'}
        <span class="help">{note}</span>
      </dd>
    </div>
  )
}

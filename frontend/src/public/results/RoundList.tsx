import { Heading } from '../../ballot/Parts'
import { loadRounds, type PublishedRound } from './api'
import { Frame, Waiting } from './Frame'
import { useTexts } from './settings'
import { useLoaded } from './useLoaded'

/** All published rounds by year, newest first, each with its versions. */
export function RoundList() {
  const t = useTexts()
  const [found, again] = useLoaded(loadRounds)
  return (
    <Frame page="/results" title={t.title}>
      {found?.kind === 'done' ? (
        <main class="narrow">
          <Heading focus={false}>{t.title}</Heading>
          {found.answer.length === 0 ? (
            <>
              <p class="lead">{t.none}</p>
              <p>{t.noneText}</p>
            </>
          ) : (
            <p class="help">{t.listLead}</p>
          )}
          {byYear(found.answer).map(([year, rounds]) => (
            <section key={year} class="year">
              <h2>{t.year(year)}</h2>
              <ul>
                {rounds.map((round) => (
                  <Round key={round.id} round={round} />
                ))}
              </ul>
            </section>
          ))}
        </main>
      ) : (
        <Waiting found={found} title={t.title} onAgain={again} />
      )}
    </Frame>
  )
}

function byYear(rounds: PublishedRound[]): [number, PublishedRound[]][] {
  const years = new Map<number, PublishedRound[]>()
  for (const round of rounds) years.set(round.year, [...(years.get(round.year) ?? []), round])
  return [...years]
}

function Round({ round }: { round: PublishedRound }) {
  const t = useTexts()
  const current = round.versions.at(-1)
  const first = round.versions[0]
  return (
    <li class="published-round">
      <a href={`/results/${round.id}`}>{round.title}</a>
      {round.demo && <span class="demo">{t.demo}</span>}
      <p class="help">
        {t.round(round.year, round.number)} · {t.kind[round.kind]}
        {first !== undefined && ` · ${t.published(t.day(first.published_at))}`}
      </p>
      {current !== undefined && round.versions.length > 1 && <Versions round={round} shown={null} />}
    </li>
  )
}

/** The versions of a round, newest first; the one that is shown is no link. */
export function Versions({ round, shown }: { round: PublishedRound; shown: number | null }) {
  const t = useTexts()
  const newest = round.versions.at(-1)?.version
  return (
    <ul class="round-versions" aria-label={t.versions}>
      {[...round.versions].reverse().map(({ version, published_at, reason }) => (
        <li key={version}>
          {version === shown ? (
            <b>{t.version(version)}</b>
          ) : (
            <a href={`/results/${round.id}?version=${version}`}>{t.version(version)}</a>
          )}{' '}
          {version === newest ? t.current : t.superseded} · {t.published(t.day(published_at))}
          {reason !== '' && <span class="reason">{t.reason(reason)}</span>}
        </li>
      ))}
    </ul>
  )
}

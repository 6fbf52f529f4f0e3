import { useState } from 'preact/hooks'
import {
  addressOf,
  loadDictionary,
  tableOf,
  type Entry,
  type PublishedRound,
  type PublishedVersion,
} from './api'
import type { PublicFile } from './file'
import { SCRIPT } from './script'
import { useTexts } from './settings'

/** The files of a version, and what they can be recognised by. */
export function Downloads({
  round,
  version,
  file,
}: {
  round: PublishedRound
  version: PublishedVersion
  file: PublicFile
}) {
  const t = useTexts()
  const files: [name: string, address: string, saved: string][] = [
    [
      t.filePublic,
      addressOf(round.id, version.version),
      `pingyi-${round.year}-${round.number}-${version.version}.json`,
    ],
    [t.fileUnits, tableOf(round.id, version.version, 'units'), ''],
    [t.fileCells, tableOf(round.id, version.version, 'cells'), ''],
    [t.script, SCRIPT, 'pingyi_verify.py'],
  ]
  const marks: [name: string, value: string][] = [
    [t.keyId, file.signature.key_id],
    [t.digest, version.public_digest],
    [t.sealedDigest, version.sealed_digest],
    [t.methodDigest, round.method_digest],
  ]
  return (
    <>
      <section id="download" class="off-paper">
        <h2>{t.download}</h2>
        <ul class="files">
          {files.map(([name, address, saved]) => (
            <li key={name}>
              <a href={address} download={saved}>
                {name}
              </a>
            </li>
          ))}
        </ul>
        <Dictionary />
      </section>
      <section>
        <h2>{t.signature}</h2>
        <dl class="marks">
          {marks.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </div>
          ))}
        </dl>
        <p class="help">{t.compareBulletin}</p>
        <p class="off-paper">
          <a href={`/verify?round=${round.id}&version=${version.version}`}>{t.verifySelf}</a>
        </p>
      </section>
    </>
  )
}

/** What the columns of the tables mean, fetched when it is opened. */
function Dictionary() {
  const t = useTexts()
  const [entries, setEntries] = useState<Entry[] | null>(null)
  const [silent, setSilent] = useState(false)

  async function load(): Promise<void> {
    const found = await loadDictionary()
    setSilent(found.kind !== 'done')
    if (found.kind === 'done') setEntries(found.answer)
  }

  return (
    <details
      onToggle={({ currentTarget }) => {
        if (currentTarget.open && entries === null) void load()
      }}
    >
      <summary>{t.dictionary}</summary>
      {silent && <p role="alert">{t.silent}</p>}
      {(['units', 'cells'] as const).map((table) => {
        const columns = (entries ?? []).filter((entry) => entry.table === table)
        if (columns.length === 0) return null
        return (
          <div key={table}>
            <h3>{t.table[table]}</h3>
            <dl class="terms">
              {columns.map(({ column, name, meaning, unit }) => (
                <div key={column}>
                  <dt>
                    <code>{column}</code>
                  </dt>
                  <dd>
                    {name}：{meaning}
                    {unit !== '' && `（${unit}）`}
                  </dd>
                </div>
              ))}
            </dl>
          </div>
        )
      })}
    </details>
  )
}

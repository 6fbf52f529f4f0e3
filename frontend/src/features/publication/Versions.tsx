import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { download } from '@/api/transfer'
import { formatDateTime } from '@/components/dates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import type { Round } from '@/features/rounds/api'
import type { Snapshot } from './api'
import './publication.css'

const LEVELS = {
  proposed: 'watch',
  countersigned: 'watch',
  refused: 'none',
  published: 'done',
  superseded: 'none',
} as const

/** The versions, newest first: who did what, and the files. Digests are whole: they are what is compared. */
export function Versions({ round, items }: { round: Round; items: Snapshot[] }) {
  const { t } = useTranslation('publication')
  return items.map((snapshot) => (
    <section
      key={snapshot.version}
      className="py-version"
      aria-label={t('version', { version: snapshot.version })}
    >
      <div className="py-version-head">
        <h3>{t('version', { version: snapshot.version })}</h3>
        <StatusMark level={LEVELS[snapshot.state]}>{t(`state.${snapshot.state}`)}</StatusMark>
      </div>
      {snapshot.reason !== '' && <p>{t('reason', { reason: snapshot.reason })}</p>}
      <People snapshot={snapshot} />
      <Files round={round} snapshot={snapshot} />
    </section>
  ))
}

function People({ snapshot }: { snapshot: Snapshot }) {
  const { t, i18n } = useTranslation('publication')
  const { proposed, decided, decision_note: note, published_at: published } = snapshot
  const when = (at: string) => formatDateTime(at, i18n.language)
  const decision = snapshot.state === 'refused' ? 'refused' : 'confirmed'
  return (
    <ul className="py-plain-list">
      <li>{t('people.proposed', { name: proposed.name, at: when(proposed.at) })}</li>
      {decided && <li>{t(`people.${decision}`, { name: decided.name, at: when(decided.at) })}</li>}
      {note !== '' && <li>{t('people.note', { note })}</li>}
      {published !== null && <li>{t('people.published', { at: when(published) })}</li>}
    </ul>
  )
}

function Files({ round, snapshot }: { round: Round; snapshot: Snapshot }) {
  const { t } = useTranslation('publication')
  const can = useCan()
  const [error, setError] = useState<unknown>(null)
  const save = (kind: 'public' | 'sealed') => {
    setError(null)
    download(`/rounds/${round.id}/snapshots/${snapshot.version}/${kind}`).catch(setError)
  }
  const files = [
    { kind: 'public', digest: snapshot.public_digest, mine: true },
    { kind: 'sealed', digest: snapshot.sealed_digest, mine: can('snapshot.sealed') },
  ] as const
  return (
    <>
      <ul className="py-version-files">
        {files.map(({ kind, digest, mine }) => (
          <li key={kind}>
            <Digest label={t(kind)} value={digest} />
            {mine && (
              <Button size="small" onClick={() => save(kind)}>
                {t(`save.${kind}`)}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ProblemAlert error={error} />
    </>
  )
}

/** The digest of a file, whole. */
export function Digest({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation('publication')
  return (
    <p className="py-file-digest">
      {t('digest', { file: label })} <code>{value}</code>
    </p>
  )
}

import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { download } from '@/api/transfer'
import { TableFrame } from '@/components/DataTable'
import { formatDateTime } from '@/components/dates'
import { ProblemAlert } from '@/components/ProblemAlert'
import type { Round } from '@/features/rounds/api'
import type { Snapshot } from './api'

/** The versions as a table, newest first. Digests are whole: they are what is compared. */
export function Versions({ round, items }: { round: Round; items: Snapshot[] }) {
  const { t } = useTranslation('publication')
  return (
    <TableFrame caption={`${round.title} ${t('versions')}`}>
      <thead>
        <tr>
          {(['version', 'people', 'digests', 'files'] as const).map((column) => (
            <th key={column} scope="col">
              {t(`column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((snapshot) => (
          <tr key={snapshot.version}>
            <th scope="row">
              {t('version', { version: snapshot.version })}
              <span className="py-caption py-line">{t(`state.${snapshot.state}`)}</span>
              {snapshot.reason !== '' && (
                <span className="py-caption py-line">{t('reason', { reason: snapshot.reason })}</span>
              )}
            </th>
            <td>
              <People snapshot={snapshot} />
            </td>
            <td>
              <Digest label={t('public')} value={snapshot.public_digest} />
              <Digest label={t('sealed')} value={snapshot.sealed_digest} />
            </td>
            <td>
              <Files round={round} version={snapshot.version} />
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
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

export function Digest({ label, value }: { label: string; value: string }) {
  return (
    <span className="py-caption py-line">
      {label} <code style={{ overflowWrap: 'anywhere' }}>{value}</code>
    </span>
  )
}

function Files({ round, version }: { round: Round; version: number }) {
  const { t } = useTranslation('publication')
  const can = useCan()
  const [error, setError] = useState<unknown>(null)
  const save = (kind: string) => {
    setError(null)
    download(`/rounds/${round.id}/snapshots/${version}/${kind}`).catch(setError)
  }
  return (
    <div className="py-actions">
      <Button size="small" onClick={() => save('public')}>
        {t('public')}
      </Button>
      {can('snapshot.sealed') && (
        <Button size="small" onClick={() => save('sealed')}>
          {t('sealed')}
        </Button>
      )}
      <ProblemAlert error={error} />
    </div>
  )
}

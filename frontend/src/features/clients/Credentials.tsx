import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { TableFrame } from '@/components/DataTable'
import { DateInput } from '@/components/DateInput'
import { formatDateTime } from '@/components/dates'
import { useNotice } from '@/components/Notices'
import { Panel } from '@/components/PageHeader'
import { addSecret, type Client, CLIENTS, type Credential, type Secret } from './api'
import { CredentialSteps } from './CredentialSteps'
import { endOf } from './form'
import { KeyDialog } from './KeyDialog'
import { SecretDialog } from './SecretDialog'

/** How a system shows who it is: the credentials in force, and what can be done with them. */
export function Credentials({ client }: { client: Client }) {
  const { t, i18n } = useTranslation('clients')
  const writes = useCan()('client.write')
  const time = (at: string | null, never = '—') => (at === null ? never : formatDateTime(at, i18n.language))
  return (
    <Panel
      title={t('credentials.title')}
      note={t('credentials.note')}
      actions={writes && <Add client={client} />}
    >
      {client.credentials.length === 0 ? (
        <p>{t('credentials.none')}</p>
      ) : (
        <TableFrame caption={t('credentials.title')}>
          <thead>
            <tr>
              <th scope="col">{t('credentials.kind')}</th>
              <th scope="col">{t('credentials.made')}</th>
              <th scope="col">{t('credentials.used')}</th>
              <th scope="col">{t('credentials.ends')}</th>
              {writes && <th scope="col">{t('credentials.steps')}</th>}
            </tr>
          </thead>
          <tbody>
            {client.credentials.map((credential) => (
              <tr key={credential.id}>
                <th scope="row">
                  <Kind credential={credential} />
                </th>
                <td>{time(credential.created_at)}</td>
                <td>{time(credential.last_used_at, t('credentials.unused'))}</td>
                <td>{time(credential.expires_at, t('never'))}</td>
                {writes && (
                  <td>
                    <CredentialSteps client={client} credential={credential} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
    </Panel>
  )
}

function Kind({ credential: { kind, kid } }: { credential: Credential }) {
  const { t } = useTranslation('clients')
  return (
    <>
      {t(`kind.${kind}`)}
      {kid !== null && (
        <div className="py-caption py-client-kid">
          <code>{kid}</code>
        </div>
      )}
    </>
  )
}

/** Brings in a credential beside the one that is there. */
function Add({ client }: { client: Client }) {
  const { t } = useTranslation('clients')
  const notice = useNotice()
  const queries = useQueryClient()
  const [day, setDay] = useState<string | null>(null)
  const [made, setMade] = useState<Secret | null>(null)
  const changed = () => queries.invalidateQueries({ queryKey: CLIENTS })
  const full = client.credentials.length > 1
  return (
    <>
      {full && <span className="py-caption">{t('credentials.full')}</span>}
      <ConfirmSentence
        action={t('secret.action')}
        sentence={t('secret.sentence', { name: client.name })}
        disabled={full}
        onConfirm={async () => {
          try {
            setMade(await addSecret(client, day === null ? null : endOf(day)))
            setDay(null)
          } finally {
            void changed() // one may have been made although no answer came
          }
        }}
      >
        <label>
          {t('credentials.until')}
          <DateInput value={day} onChange={setDay} />
        </label>
      </ConfirmSentence>
      <KeyDialog
        client={client}
        disabled={full}
        onAdded={() => {
          notice(t('key.added'))
          void changed()
        }}
      />
      {made && <SecretDialog client={client} made={made} onClose={() => setMade(null)} />}
    </>
  )
}

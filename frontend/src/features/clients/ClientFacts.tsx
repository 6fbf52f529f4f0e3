import { useTranslation } from 'react-i18next'
import { formatDate, formatDateTime, lastDay } from '@/components/dates'
import type { Client } from './api'
import { UnitName } from './UnitName'
import { useScopeWords } from './words'

/** What is on file of a system. */
export function ClientFacts({ client }: { client: Client }) {
  const { t, i18n } = useTranslation('clients')
  const words = useScopeWords()
  const { networks, expires_at } = client
  return (
    <dl className="py-facts-list">
      <dt>{t('field.id')}</dt>
      <dd>
        <code>{client.id}</code>
      </dd>
      <dt>{t('field.purpose')}</dt>
      <dd>{client.purpose || '—'}</dd>
      <dt>{t('field.owner')}</dt>
      <dd>
        <UnitName id={client.owner_unit_id} />
      </dd>
      <dt>{t('field.contact')}</dt>
      <dd>{client.contact || '—'}</dd>
      <dt>{t('field.scopes')}</dt>
      <dd>
        <ul className="py-client-list">
          {client.scopes.map((scope) => (
            <li key={scope}>
              {words.short(scope)} <code>{scope}</code>
              <div className="py-caption">{words.opens(scope)}</div>
            </li>
          ))}
        </ul>
      </dd>
      <dt>{t('field.units')}</dt>
      <dd>{client.all_units ? t('units.all') : <Units ids={client.unit_ids} />}</dd>
      <dt>{t('field.networks')}</dt>
      <dd>{networks.length === 0 ? t('anywhere') : networks.join(', ')}</dd>
      <dt>{t('field.per_minute')}</dt>
      <dd>{client.per_minute}</dd>
      <dt>{t('field.expires_at')}</dt>
      <dd>{expires_at === null ? t('never') : lastDay(expires_at, i18n.language)}</dd>
      <dt>{t('field.last_used_at')}</dt>
      <dd>{formatDateTime(client.last_used_at, i18n.language)}</dd>
      <dt>{t('field.created_at')}</dt>
      <dd>{formatDate(client.created_at, i18n.language)}</dd>
    </dl>
  )
}

const MOST = 20

function Units({ ids }: { ids: string[] }) {
  const { t } = useTranslation('clients')
  if (ids.length === 0) return t('units.none')
  if (ids.length > MOST) return t('units.some', { number: ids.length })
  return (
    <ul className="py-client-units">
      {ids.map((id) => (
        <li key={id}>
          <UnitName id={id} />
        </li>
      ))}
    </ul>
  )
}

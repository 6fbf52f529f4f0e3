import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { formatDateTime } from '@/components/dates'
import { Panel, Tag } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { type Identity as Person, lookAtIdentity } from './api'
import { useCase } from './context'
import { textOf } from './requestTexts'
import { besides } from './standing'
import { StepButton } from './StepButton'

const FIELDS = ['name', 'phone', 'id_number', 'address', 'email'] as const

/**
 * Who complains: hidden; to be asked for with a reason, and every look is recorded. Somebody else grants it, unless the
 * complainant agreed to be named: then the reason alone opens it.
 */
export function Identity() {
  const { t, i18n } = useTranslation('complaints')
  const can = useCan()
  const { detail, reload } = useCase()
  const [person, setPerson] = useState<Person | null>(null)
  const [error, setError] = useState<unknown>(null)
  const { mode } = detail.header
  const asked = detail.requests.filter(({ kind, own }) => kind === 'identity' && own)
  const granted = asked.find((one) => {
    const until = textOf(one, 'expires_at')
    return one.state === 'approved' && until !== null && new Date(until) > new Date()
  })
  const pending = asked.some(({ state }) => state === 'pending')
  const look = async (request: string) => {
    setError(null)
    try {
      setPerson(await lookAtIdentity(detail.header.id, request))
      void reload()
    } catch (problem) {
      setError(problem)
    }
  }
  const may = besides(detail, can).includes('identity_accesses')
  return (
    <Panel title={t('identity.title')} note={<Tag>{t(`mode.${mode}`)}</Tag>}>
      <div className="py-stack">
        {person === null ? (
          <p className="py-caption">{t(`identity.about.${mode}`)}</p>
        ) : (
          <dl className="py-facts-list">
            {FIELDS.filter((name) => person[name] !== '').map((name) => (
              <div key={name} className="py-fact">
                <dt>{t(`identity.${name}`)}</dt>
                <dd>{person[name]}</dd>
              </div>
            ))}
          </dl>
        )}
        <ProblemAlert error={error} />
        {granted && person === null && (
          <div>
            <Button onClick={() => void look(granted.id)}>{t('identity.look')}</Button>
            <p className="py-caption">
              {granted.decided_by === null
                ? t('identity.byConsent')
                : t('identity.grantedBy', { name: granted.decided_by })}
            </p>
            <p className="py-caption">
              {t('identity.until', { at: formatDateTime(textOf(granted, 'expires_at'), i18n.language) })}
            </p>
          </div>
        )}
        {person !== null && (
          <div>
            <Button onClick={() => setPerson(null)}>{t('identity.hide')}</Button>
          </div>
        )}
        {pending && <p className="py-caption">{t('identity.pending')}</p>}
        {may && !granted && !pending && (
          <div>
            <StepButton name="identity_accesses" />
          </div>
        )}
      </div>
    </Panel>
  )
}

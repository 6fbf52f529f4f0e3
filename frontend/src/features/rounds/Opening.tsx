import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import { formatDateTime } from '@/components/dates'
import { StatusMark } from '@/components/StatusMark'
import { Decision } from '@/features/publication/Countersign'
import { isMethod } from '@/features/results/method'
import { MethodText } from '@/features/results/MethodText'
import { configQuery, type Round, type RoundAction, useOpening } from './api'
import './rounds.css'
import { Strip } from './Strip'

/** A digest in groups, to be compared by eye. */
export function Fingerprint({ digest }: { digest: string }) {
  return <p className="py-fingerprint">{digest.toUpperCase().match(/.{4}/g)?.join(' ')}</p>
}

/** Who proposed the method to be opened, and what the second person decided. */
export function OpeningStanding({ round }: { round: Round }) {
  const { t, i18n } = useTranslation('rounds')
  const proposal = useOpening(round).data?.proposal
  if (!proposal) return null
  const { state, proposed, decided, decision_note: note } = proposal
  const when = (at: string) => formatDateTime(at, i18n.language)
  const refused = state === 'refused'
  return (
    <ul className="py-plain-list py-caption">
      <li>{t('opening.proposed', { name: proposed.name, at: when(proposed.at) })}</li>
      {decided && (
        <li>
          {t(refused ? 'opening.refused' : 'opening.countersigned', {
            name: decided.name,
            at: when(decided.at),
          })}
        </li>
      )}
      {note !== '' && !refused && <li>{t('opening.note', { note })}</li>}
      {refused && (
        <li>
          <StatusMark level="watch">{t('opening.reason', { note })}</StatusMark>
        </li>
      )}
      {state === 'changed' && (
        <li>
          <StatusMark level="watch">{t('opening.changed')}</StatusMark>
        </li>
      )}
    </ul>
  )
}

/** Opens the method of a draft as opening would fix it now, in words. */
export function OpeningMethod({ round }: { round: Round }) {
  const { t } = useTranslation('rounds')
  const [open, setOpen] = useState(false)
  const opening = useOpening(round)
  const config = useQuery(configQuery(round.id))
  const method = opening.data?.method
  if (!opening.data || !config.data || !isMethod(method)) return null
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('opening.show')}</Button>
      {open && (
        <Dialog kind="drawer" title={t('setup.method')} onClose={() => setOpen(false)}>
          <MethodText method={method} digest={opening.data.digest} config={config.data} />
        </Dialog>
      )}
    </>
  )
}

interface Props {
  action: RoundAction
  round: Round
  refetch: () => Promise<void>
}

/** The second person's decision on the method of a draft. It is about the digest that stands here, no other. */
export function CountersignOpening({ action, round, refetch }: Props) {
  const { t } = useTranslation('rounds')
  const opening = useOpening(round).data
  if (opening === undefined) return null
  return (
    <Strip>
      <div className="py-next-words">
        <h2>{t('next.heading', { action: t('opening.heading') })}</h2>
        <p>{action.effect}</p>
        <OpeningStanding round={round} />
        {opening.small_strata.length > 0 && (
          <StatusMark level="watch">
            {t('opening.small', { names: opening.small_strata.join(t('opening.join')) })}
          </StatusMark>
        )}
        {action.reasons.map((reason) => (
          <StatusMark key={reason} level="none">
            {reason}
          </StatusMark>
        ))}
        <span className="py-caption">{t('setup.digest')}</span>
        <Fingerprint digest={opening.digest} />
      </div>
      <div className="py-actions">
        <OpeningMethod round={round} />
        {action.allowed &&
          (['refuse', 'confirm'] as const).map((kind) => (
            <Decision
              key={kind}
              confirm={kind === 'confirm'}
              roundId={round.id}
              digest={opening.digest}
              action={t(`opening.${kind}`)}
              sentence={t(`opening.${kind}Sentence`)}
              done={t(`opening.${kind}Done`)}
              refetch={refetch}
            />
          ))}
      </div>
    </Strip>
  )
}

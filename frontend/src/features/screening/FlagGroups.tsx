import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { formatDateTime } from '@/components/dates'
import { Panel } from '@/components/PageHeader'
import { StatusMark } from '@/components/StatusMark'
import { useCount } from '@/features/results/figures'
import type { Flag } from './api'
import { DecideButtons, KeepRestButton } from './DecideButtons'
import { useFlagTexts } from './flagTexts'

interface Props {
  roundId: string
  flags: readonly Flag[]
  editable: boolean
}

/** The flags by kind, in the order of the server; what every flag of a kind has in common is said once. */
export function FlagGroups({ roundId, flags, editable }: Props) {
  const { t } = useTranslation('screening')
  const can = useCan()
  const decidable = editable && can('screening.decide')
  const kinds = [...new Set(flags.map(({ kind }) => kind))]
  return kinds.map((kind) => {
    const alike = flags.filter((flag) => flag.kind === kind)
    return (
      <Panel
        key={kind}
        title={t(`kind.${kind}.title`)}
        note={t(`kind.${kind}.honest`)}
        actions={decidable ? <KeepRestButton roundId={roundId} flags={alike} /> : undefined}
      >
        <ul className="py-flags">
          {alike.map((flag) => (
            <FlagItem key={flag.id} roundId={roundId} flag={flag} decidable={decidable} />
          ))}
        </ul>
      </Panel>
    )
  })
}

const LEVELS = { undecided: 'watch', kept: 'done', excluded: 'done' } as const

function FlagItem({ roundId, flag, decidable }: { roundId: string; flag: Flag; decidable: boolean }) {
  const { t } = useTranslation('screening')
  const { where, seen, chance, effect } = useFlagTexts(flag)
  return (
    <li className="py-flag">
      <div className="py-flag-head">
        <h3>
          {t('number', { number: flag.number })} {where}
        </h3>
        <StatusMark level={LEVELS[flag.decision]}>{t(`decision.${flag.decision}`)}</StatusMark>
      </div>
      <p>{seen}</p>
      {flag.kind === 'burst' && <Windows flag={flag} />}
      <p className="py-minor">{chance}</p>
      <p className="py-minor">{effect}</p>
      <Decisions flag={flag} />
      {decidable && <DecideButtons roundId={roundId} flag={flag} />}
    </li>
  )
}

function Windows({ flag }: { flag: Flag }) {
  const { t, i18n } = useTranslation('screening')
  const count = useCount()
  return (
    <ul className="py-flag-windows">
      {flag.numbers.windows?.map(({ begins_at, sheets }) => (
        <li key={begins_at}>
          {t('window', { at: formatDateTime(begins_at, i18n.language), sheets: count(sheets) })}
        </li>
      ))}
    </ul>
  )
}

/** The decision with its reason, and those that it replaced. */
function Decisions({ flag }: { flag: Flag }) {
  const { t, i18n } = useTranslation('screening')
  const all = flag.decided === null ? [] : [flag.decided, ...[...flag.earlier].reverse()]
  if (all.length === 0) return null
  return (
    <ol className="py-flag-decisions">
      {all.map((one, index) => (
        <li key={one.decided_at} className={index === 0 ? undefined : 'py-minor'}>
          {t(index === 0 ? 'decidedAs' : 'decidedBefore', {
            decision: t(`decision.${one.decision}`),
            reason: one.reason,
            by: one.decided_by ?? '—',
            at: formatDateTime(one.decided_at, i18n.language),
          })}
        </li>
      ))}
    </ol>
  )
}

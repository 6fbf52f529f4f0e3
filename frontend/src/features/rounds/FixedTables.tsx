import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCount } from '@/components/dates'
import { TableFrame } from '@/components/DataTable'
import { Panel } from '@/components/PageHeader'
import { StatusMark } from '@/components/StatusMark'
import { useRoundContext } from './context'

interface Head {
  text: string
  className?: string
}

const right = { className: 'py-right' }

interface Props {
  title: string
  note?: string
  heads: readonly Head[]
  children: ReactNode
}

function FixedTable({ title, note, heads, children }: Props) {
  return (
    <Panel title={title} {...(note === undefined ? {} : { note })}>
      <TableFrame caption={title}>
        <thead>
          <tr>
            {heads.map(({ text, className }) => (
              <th key={text} scope="col" className={className}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </TableFrame>
    </Panel>
  )
}

export function CriteriaTable() {
  const { t } = useTranslation('rounds')
  const { criteria } = useRoundContext().config
  return (
    <FixedTable
      title={t('criteria.title')}
      note={t('preset.criteria', { count: criteria.length })}
      heads={[
        { text: t('criteria.name') },
        { text: t('setup.weight'), ...right },
        { text: t('setup.share'), ...right },
      ]}
    >
      {criteria.map(({ code, name, help, weight, share }) => (
        <tr key={code}>
          <th scope="row">
            {name}
            {help !== '' && <span className="py-caption py-prose py-line">{help}</span>}
          </th>
          <td className="py-right">{weight}</td>
          <td className="py-right">{share}</td>
        </tr>
      ))}
    </FixedTable>
  )
}

export function ScaleTable() {
  const { t } = useTranslation('rounds')
  const { options } = useRoundContext().config
  const yes = <StatusMark level="done">{t('roll.yes')}</StatusMark>
  return (
    <FixedTable
      title={t('scale.title')}
      heads={[
        { text: t('scale.label') },
        { text: t('scale.points'), ...right },
        { text: t('scale.satisfied'), className: 'py-apart' },
        { text: t('scale.valid') },
      ]}
    >
      {options.map(({ number, label, points, satisfied, valid }) => (
        <tr key={number}>
          <th scope="row">{label}</th>
          <td className="py-right">{points ?? '—'}</td>
          <td className="py-apart">{satisfied ? yes : '—'}</td>
          <td>{valid ? yes : t('preset.invalid')}</td>
        </tr>
      ))}
    </FixedTable>
  )
}

export function StrataTable() {
  const { t, i18n } = useTranslation('rounds')
  const { round, config } = useRoundContext()
  const text = (count: number | null) => (count === null ? '—' : formatCount(count, i18n.language))
  return (
    <FixedTable
      title={t('strata.title')}
      note={t('preset.strata', { count: config.strata.length })}
      heads={[
        { text: t('strata.name') },
        { text: t('setup.weight'), ...right },
        { text: t('setup.share'), ...right },
        { text: t(round.collection === 'coded' ? 'strata.planned' : 'strata.plannedPaper'), ...right },
        { text: t('strata.population'), ...right },
      ]}
    >
      {config.strata.map((stratum) => (
        <tr key={stratum.id}>
          <th scope="row">{stratum.name}</th>
          <td className="py-right">{stratum.weight}</td>
          <td className="py-right">{stratum.share}</td>
          <td className="py-right">{text(stratum.planned_codes)}</td>
          <td className="py-right">{text(stratum.population)}</td>
        </tr>
      ))}
    </FixedTable>
  )
}

export function RollTable() {
  const { t, i18n } = useTranslation('rounds')
  const { roll } = useRoundContext().config
  const teams = roll.some(({ team }) => team !== '')
  return (
    <FixedTable
      title={t('roll.title')}
      note={t('roll.count', { count: roll.length, text: formatCount(roll.length, i18n.language) })}
      heads={[
        { text: t('setup.position'), className: 'py-right py-tight' },
        { text: t('roll.unit') },
        { text: t('roll.sequence') },
        { text: t('roll.duties') },
        { text: t('roll.marks') },
        ...(teams ? [{ text: t('roll.team') }] : []),
      ]}
    >
      {roll.map((unit, index) => (
        <tr key={unit.unit_id}>
          <td className="py-right">{index + 1}</td>
          <th scope="row">{unit.name}</th>
          <td>{unit.sequence_name}</td>
          <td>{unit.duties || '—'}</td>
          <td>
            {[unit.key && t('roll.key'), unit.pilot && t('roll.pilot')]
              .filter(Boolean)
              .join(t('preset.join')) || '—'}
          </td>
          {teams && <td>{unit.team || '—'}</td>}
        </tr>
      ))}
    </FixedTable>
  )
}

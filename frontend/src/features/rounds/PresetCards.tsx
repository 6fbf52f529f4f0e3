import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCount } from '@/components/dates'
import { Tag } from '@/components/PageHeader'
import type { Preset, PresetKind } from './api'
import { rowsOf } from './presets'
import './setup.css'

interface Props {
  kind: PresetKind
  legend: string
  presets: readonly Preset[]
  value: string | null
  onChange: (id: string) => void
  /** What else to say of a preset: how long it takes to answer. */
  note?: (preset: Preset) => ReactNode
}

/** The presets of one kind as cards, each with what is in it. */
export function PresetCards({ kind, legend, presets, value, onChange, note }: Props) {
  return (
    <Cards legend={legend}>
      {presets.map((preset) => (
        <Card
          key={preset.id}
          name={`preset-${kind}`}
          title={preset.name}
          tag={!preset.builtin}
          checked={preset.id === value}
          onChoose={() => onChange(preset.id)}
        >
          <Content kind={kind} preset={preset} />
          {note?.(preset)}
          {preset.source !== '' && <span className="py-caption">{preset.source}</span>}
        </Card>
      ))}
    </Cards>
  )
}

export function Cards({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <div role="radiogroup" aria-label={legend} className="py-cards">
      {children}
    </div>
  )
}

interface CardProps {
  name: string
  title: string
  /** Whether the office has made it. */
  tag?: boolean
  checked: boolean
  onChoose: () => void
  children: ReactNode
}

/** One of several choices that need a few words each. */
export function Card({ name, title, tag = false, checked, onChoose, children }: CardProps) {
  const { t } = useTranslation('rounds')
  const id = useId()
  return (
    <div className="py-card">
      <input
        type="radio"
        id={id}
        name={name}
        checked={checked}
        aria-describedby={`${id}-text`}
        onChange={onChoose}
      />
      <div className="py-card-text">
        <label htmlFor={id}>{title}</label> {tag && <Tag>{t('preset.own')}</Tag>}
        <div id={`${id}-text`} className="py-card-content">
          {children}
        </div>
      </div>
    </div>
  )
}

function Content({ kind, preset }: { kind: PresetKind; preset: Preset }) {
  const { t, i18n } = useTranslation('rounds')
  const join = t('preset.join')
  if (kind === 'criteria') {
    const rows = rowsOf('criteria', preset)
    return (
      <span>
        {t('preset.criteria', { count: rows.length })}
        {t('preset.colon')}
        {rows.map(({ name }) => name).join(join)}
      </span>
    )
  }
  if (kind === 'scale') {
    const words = rowsOf('scale', preset).map(({ label, points, valid }) =>
      valid
        ? `${label} ${points === null || points === undefined ? t('preset.noPoints') : points}`
        : `${label} ${t('preset.invalid')}`,
    )
    return <span>{words.join(' · ')}</span>
  }
  const rows = rowsOf('strata', preset)
  const codes = rows.reduce((sum, row) => sum + row.planned_codes, 0)
  const equal = new Set(rows.map(({ weight }) => String(weight))).size === 1
  return (
    <span>
      {t('preset.strata', { count: rows.length })}
      {t('preset.colon')}
      {rows.map(({ name, weight }) => (equal ? name : `${name} ${weight}`)).join(join)}
      <br />
      {equal && `${t('preset.equal')} · `}
      {t('preset.codes', { text: formatCount(codes, i18n.language) })}
    </span>
  )
}

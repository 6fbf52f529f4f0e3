import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { useCategories } from '@/features/policies/api'
import { useUnits } from '@/features/units/api'
import type { Adapter, WordTable } from './api'
import { PARTS, STATES } from './table'

/** One line of a table as words; versions are compared by them. */
export interface Entry {
  key: string
  label: string
  text: string
}

/** A version by its number. */
export function useVersionName() {
  const { t } = useTranslation('adapters')
  return ({ number }: Pick<Adapter, 'number'>) =>
    number === 0 ? t('version.shipped') : t('version.number', { number })
}

/** The names of what codes stand for; the code itself where the reader may not see it, or it is not known. */
export function useNames() {
  const can = useCan()
  const categories = useCategories(can('complaint_policy.read')).data ?? []
  const units = useUnits({ sort: 'sequence', limit: 200 }, can('unit.read')).data?.items ?? []
  const category = (code: string) => categories.find((one) => one.code === code)?.name ?? code
  const unit = (code: string) => units.find((one) => one.code === code)?.name ?? code
  return { category, unit }
}

/** Puts a table into lines, and tells what differs between two. */
export function useTableWords() {
  const { t } = useTranslation(['adapters', 'complaints'])
  const names = useNames()
  const entries = (mapping: WordTable): Entry[] => {
    const words = (table: 'categories' | 'units' | 'modes', name: (ours: string) => string) =>
      Object.entries<string>(mapping[table]).map(([theirs, ours]) => ({
        key: `${table} ${theirs}`,
        label: t(`changes.${table}`, { word: theirs }),
        text: name(ours),
      }))
    const mode = (code: string) => t(`complaints:mode.${code as 'open'}`)
    return [
      { key: 'name', label: t('field.name'), text: mapping.name },
      { key: 'channel', label: t('field.channel'), text: t(`complaints:channel.${mapping.channel}`) },
      ...PARTS.flatMap((part) => {
        const text = mapping.members[part]
        return text === undefined ? [] : [{ key: `members ${part}`, label: t(`part.${part}`), text }]
      }),
      ...words('categories', names.category),
      {
        key: 'default_category',
        label: t('field.default_category'),
        text: names.category(mapping.default_category),
      },
      ...words('units', names.unit),
      ...words('modes', mode),
      { key: 'default_mode', label: t('field.default_mode'), text: mode(mapping.default_mode) },
      ...STATES.map((state) => ({
        key: `states ${state}`,
        label: t('changes.states', { word: t(`complaints:state.${state}`) }),
        text: mapping.states[state] ?? '',
      })),
    ]
  }
  /** What differs, each with the words before and after; '' where there are none. */
  const changes = (before: WordTable, after: WordTable): (Entry & { before: string })[] => {
    const old = new Map(entries(before).map((entry) => [entry.key, entry]))
    const now = entries(after)
    const kept = new Set(now.map(({ key }) => key))
    return [
      ...now.map((entry) => ({ ...entry, before: old.get(entry.key)?.text ?? '' })),
      ...[...old.values()]
        .filter(({ key }) => !kept.has(key))
        .map((entry) => ({ ...entry, before: entry.text, text: '' })),
    ].filter((entry) => entry.before !== entry.text)
  }
  return { changes }
}

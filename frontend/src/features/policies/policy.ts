import { useTranslation } from 'react-i18next'
import { GENERAL, type Limit, type Policy, type PolicyVersion, type RungName } from './api'

/** What takes time, in the order of a case. */
export const LIMITS = [
  'accept',
  'supplement',
  'receipt',
  'dispatch',
  'sign',
  'total',
  'rework',
  'check',
  'callback',
  'rating',
  'objection',
  'review',
] as const
export type LimitName = (typeof LIMITS)[number]

/** Behind the due date, from the mildest on. */
export const RUNGS = ['remind', 'head', 'supervise', 'account'] as const satisfies RungName[]

export const NUMBERS = [
  'extension_cap',
  'extension_before',
  'pause_days',
  'max_cycles',
  'max_returns',
  'return_within',
  'callback_tries',
] as const
export type NumberName = (typeof NUMBERS)[number]

export const SWITCHES = ['two_handlers', 'accepted_when_silent'] as const
export type SwitchName = (typeof SWITCHES)[number]

/** The newest version of a scope's own rules. */
export const newestOf = (versions: readonly PolicyVersion[], scope: string): PolicyVersion | undefined =>
  versions.find((version) => version.scope === scope && version.in_force)

/** The version that cases of a scope get now: its own, else the general one. */
export const inForce = (versions: readonly PolicyVersion[], scope: string): PolicyVersion | undefined =>
  newestOf(versions, scope) ?? newestOf(versions, GENERAL)

/** One rule as words; versions are compared by them. */
export interface Rule {
  name: string
  label: string
  text: string
}

/** Puts rules into words. */
export function useRuleWords() {
  const { t } = useTranslation('policies')
  const amount = ({ unit, amount: count }: Pick<Limit, 'unit' | 'amount'>) =>
    count === 0 && unit !== 'hour' ? t('sameDay') : t(`amount.${unit}`, { count })
  const warning = ({ unit, warn_left, warn_share }: Limit): string => {
    const left = typeof warn_left === 'number' ? t(`amount.${unit}`, { count: warn_left }) : null
    const share = typeof warn_share === 'number' ? `${warn_share}%` : null
    if (left !== null && share !== null) return t('warn.both', { left, share })
    return (left ?? share) ? t('warn.one', { left: left ?? share }) : t('warn.none')
  }
  const rung = (policy: Policy, name: RungName): string => {
    const after = policy.ladder.find((one) => one.name === name)?.after
    if (after === undefined) return t('rung.unused')
    return after === 0 ? t('rung.atOnce') : t('rung.after', { count: after })
  }
  const number = (policy: Policy, name: NumberName): string =>
    name === 'extension_cap'
      ? t(`amount.${policy.total.unit}`, { count: policy.extension_cap })
      : t(`number.${name}`, { count: policy[name] })
  const yes = (policy: Policy, name: SwitchName): string => t(policy[name] ? 'yes' : 'no')
  const rules = (policy: Policy): Rule[] => [
    ...LIMITS.map((name) => ({
      name,
      label: t(`limit.${name}`),
      text: t('limitAndWarning', { limit: amount(policy[name]), warning: warning(policy[name]) }),
    })),
    ...RUNGS.map((name) => ({ name, label: t(`rung.${name}`), text: rung(policy, name) })),
    ...NUMBERS.map((name) => ({ name, label: t(`rule.${name}`), text: number(policy, name) })),
    ...SWITCHES.map((name) => ({ name, label: t(`rule.${name}`), text: yes(policy, name) })),
  ]
  /** What differs, each with the words before and after. */
  const changes = (before: Policy, after: Policy): (Rule & { before: string })[] => {
    const old = new Map(rules(before).map(({ name, text }) => [name, text]))
    return rules(after)
      .map((rule) => ({ ...rule, before: old.get(rule.name) ?? '' }))
      .filter((rule) => rule.before !== rule.text)
  }
  return { amount, warning, rung, number, yes, changes }
}

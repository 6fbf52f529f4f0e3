import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import type { Policy } from './api'
import { LIMITS, NUMBERS, RUNGS, SWITCHES, useRuleWords } from './policy'

/** A version of the rules as one reads them: limits with their warnings, the ladder, the rest. */
export function PolicyText({ policy }: { policy: Policy }) {
  const { t } = useTranslation('policies')
  const words = useRuleWords()
  return (
    <div className="py-policy">
      <TableFrame caption={t('part.limits')}>
        <thead>
          <tr>
            <th scope="col">{t('part.limits')}</th>
            <th scope="col">{t('head.limit')}</th>
            <th scope="col">{t('head.warning')}</th>
            <th scope="col">{t('head.from')}</th>
          </tr>
        </thead>
        <tbody>
          {LIMITS.map((name) => (
            <tr key={name}>
              <th scope="row">{t(`limit.${name}`)}</th>
              <td className="py-policy-amount">{words.amount(policy[name])}</td>
              <td>{words.warning(policy[name])}</td>
              <td className="py-policy-from">{t(`from.${name}`)}</td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
      <div className="py-policy-lists">
        <div>
          <h3>{t('part.ladder')}</h3>
          <dl className="py-facts-list">
            {RUNGS.map((name) => (
              <div key={name} className="py-fact">
                <dt>{t(`rung.${name}`)}</dt>
                <dd>{words.rung(policy, name)}</dd>
              </div>
            ))}
          </dl>
        </div>
        <div>
          <h3>{t('part.rest')}</h3>
          <dl className="py-facts-list">
            {NUMBERS.map((name) => (
              <div key={name} className="py-fact">
                <dt>{t(`rule.${name}`)}</dt>
                <dd>{words.number(policy, name)}</dd>
              </div>
            ))}
            {SWITCHES.map((name) => (
              <div key={name} className="py-fact">
                <dt>{t(`rule.${name}`)}</dt>
                <dd>{words.yes(policy, name)}</dd>
              </div>
            ))}
          </dl>
        </div>
      </div>
    </div>
  )
}

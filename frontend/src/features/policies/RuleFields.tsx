import { Checkbox, Form, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Limit, Policy } from './api'
import { LadderInput } from './LadderInput'
import { type LimitName, LIMITS, NUMBERS, SWITCHES, useRuleWords } from './policy'

const UNITS = ['wd', 'cd', 'hour'] as const

interface Props {
  /** What stands beside each field: the version in force, or the general rules. */
  compared: Policy
  comparedAs: string
}

/** Every rule of a version as a field, named as the API names it. */
export function RuleFields({ compared, comparedAs }: Props) {
  const { t } = useTranslation('policies')
  const words = useRuleWords()
  const beside = (text: string) => t('edit.beside', { as: comparedAs, text })
  const required = { required: true, message: t('missing.number') }
  const unit = Form.useWatch<Limit['unit'] | undefined>(['policy', 'total', 'unit']) ?? 'wd'
  return (
    <div className="py-policy-form">
      <section aria-label={t('part.limits')}>
        <h3>{t('part.limits')}</h3>
        <p className="py-facts">{t('edit.limitsHint')}</p>
        {LIMITS.map((name) => (
          <LimitFields
            key={name}
            name={name}
            beside={beside(
              t('limitAndWarning', {
                limit: words.amount(compared[name]),
                warning: words.warning(compared[name]),
              }),
            )}
          />
        ))}
      </section>
      <section aria-label={t('part.ladder')}>
        <h3>{t('part.ladder')}</h3>
        <p className="py-facts">{t('edit.ladderHint')}</p>
        <Form.Item name={['policy', 'ladder']}>
          <LadderInput beside={(name) => beside(words.rung(compared, name))} />
        </Form.Item>
      </section>
      <section aria-label={t('part.rest')}>
        <h3>{t('part.rest')}</h3>
        <div className="py-policy-numbers">
          {NUMBERS.map((name) => (
            <Form.Item
              key={name}
              name={['policy', name]}
              label={t(`rule.${name}`)}
              layout="vertical"
              extra={beside(words.number(compared, name))}
              rules={[required]}
            >
              <InputNumber
                precision={0}
                suffix={name === 'extension_cap' ? t(`unit.${unit}`) : t(`suffix.${name}`)}
              />
            </Form.Item>
          ))}
        </div>
        {SWITCHES.map((name) => (
          <Form.Item
            key={name}
            name={['policy', name]}
            valuePropName="checked"
            extra={beside(words.yes(compared, name))}
          >
            <Checkbox>{t(`rule.${name}`)}</Checkbox>
          </Form.Item>
        ))}
      </section>
    </div>
  )
}

/** How long, in what units, and when the warning begins. */
function LimitFields({ name, beside }: { name: LimitName; beside: string }) {
  const { t } = useTranslation('policies')
  const field = t(`limit.${name}`)
  const path = (part: string) => ['policy', name, part]
  const label = (part: 'amount' | 'unit' | 'left' | 'share') => t(`edit.field.${part}`, { name: field })
  return (
    <div className="py-limit" role="group" aria-label={field}>
      <div className="py-limit-name">
        {field}
        <span className="py-caption">{t(`from.${name}`)}</span>
      </div>
      <div className="py-limit-fields">
        <Form.Item name={path('amount')} rules={[{ required: true, message: t('missing.number') }]}>
          <InputNumber aria-label={label('amount')} precision={0} />
        </Form.Item>
        <Form.Item name={path('unit')}>
          <select className="py-select" aria-label={label('unit')}>
            {UNITS.map((unit) => (
              <option key={unit} value={unit}>
                {t(`unit.${unit}`)}
              </option>
            ))}
          </select>
        </Form.Item>
        <Form.Item name={path('warn_left')}>
          <InputNumber aria-label={label('left')} precision={0} prefix={t('edit.left')} />
        </Form.Item>
        <Form.Item name={path('warn_share')}>
          <InputNumber aria-label={label('share')} precision={0} prefix={t('edit.share')} suffix="%" />
        </Form.Item>
        <span className="py-caption">{beside}</span>
      </div>
    </div>
  )
}

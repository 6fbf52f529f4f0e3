import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useCan } from '@/api/session'
import { formatDate } from '@/components/dates'
import { Panel } from '@/components/PageHeader'
import { useCase } from './context'
import { Original } from './Original'
import { besides } from './standing'
import { StepButton } from './StepButton'

const REASONS = [
  'out_of_scope',
  'other_channel',
  'in_court',
  'already_handled',
  'no_facts',
  'not_checkable',
  'litigation',
  'reconsideration',
  'petition_ended',
  'discipline',
  'not_supplemented',
] as const

/** What the case is about, from whom it came and with whom it is. */
export function Facts() {
  const { t, i18n } = useTranslation('complaints')
  const can = useCan()
  const { detail } = useCase()
  const { header } = detail
  const day = (value: string | null) => (value === null ? null : formatDate(value, i18n.language))
  const reason = REASONS.find((one) => one === detail.reason)
  const facts: [string, ReactNode][] = [
    [t('field.unit'), header.unit_name ?? t('value.noUnit')],
    [t('field.category'), header.category_name],
    [t('field.channel'), t(`channel.${header.channel}`)],
    [t('field.source'), detail.source],
    [t('field.mode'), t(`mode.${header.mode}`)],
    [t('field.persons'), header.persons > 1 ? t('value.persons', { count: header.persons }) : null],
    [t('field.officer'), header.officer_name ?? t('value.nobody')],
    [t('field.handlers'), detail.handlers.join('、') || null],
    [t('field.received'), day(header.received_at)],
    [t('field.accepted'), day(detail.accepted_at)],
    [t('field.replied'), day(detail.replied_at)],
    [t('field.closed'), day(detail.closed_at)],
    [t('field.external'), day(detail.external_due)],
    [t('field.reason'), reason ? t(`reasonOf.${reason}`) : null],
    [
      t('field.mergedInto'),
      detail.merged_into && <Link to={`/complaints/${detail.merged_into}`}>{t('facts.master')}</Link>,
    ],
  ]
  return (
    <Panel
      title={t('facts.title')}
      actions={besides(detail, can).includes('edit') && <StepButton name="edit" size="small" />}
    >
      <div className="py-stack">
        <dl className="py-case-facts">
          {facts
            .filter(([, value]) => value !== null)
            .map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
        {detail.content !== null && <Original />}
        {detail.content === null && <p className="py-caption">{t('facts.headerOnly')}</p>}
      </div>
    </Panel>
  )
}

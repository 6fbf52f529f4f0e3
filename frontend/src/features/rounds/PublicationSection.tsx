import { Form, Input, InputNumber, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNotice } from '@/components/Notices'
import { savePublication } from './api'
import { SectionPanel } from './SectionPanel'
import { useSection } from './useSection'

const ROUNDINGS = ['half_up', 'half_even'] as const

/** How results are shown. */
export function PublicationSection() {
  const { t } = useTranslation('rounds')
  const notice = useNotice()
  const section = useSection({
    name: 'publication',
    read: (kept) => kept.config.publication,
    version: (kept) => kept.config.version,
    send: savePublication,
    onSaved: () => notice(t('saved')),
  })
  const { value } = section
  const change = (part: Partial<typeof value>) =>
    section.change((now) => ({ ...now, ...part }), `/${Object.keys(part)[0] ?? ''}`)
  const help = (name: keyof typeof value) => {
    const problem = section.problems.find(({ pointer }) => pointer === `/${name}`)
    return problem ? { validateStatus: 'error' as const, help: problem.message } : {}
  }
  return (
    <SectionPanel
      id="publication"
      title={t('publication.title')}
      section={section}
      rest={section.problems.filter(({ pointer }) => !(pointer.slice(1) in value))}
    >
      <Form layout="vertical" component="div" className="py-basics">
        <div className="py-field-grid">
          <Form.Item label={t('publication.k')} htmlFor="pub-k" extra={t('publication.kHint')} {...help('k')}>
            <InputNumber
              id="pub-k"
              min={1}
              max={1000}
              precision={0}
              value={value.k}
              onChange={(k) => change({ k: k ?? 0 })}
            />
          </Form.Item>
          <Form.Item
            label={t('publication.decimals')}
            htmlFor="pub-decimals"
            extra={t('publication.decimalsHint')}
            {...help('decimals')}
          >
            <InputNumber
              id="pub-decimals"
              min={0}
              max={4}
              precision={0}
              value={value.decimals}
              onChange={(decimals) => change({ decimals: decimals ?? 0 })}
            />
          </Form.Item>
          <Form.Item
            label={t('publication.indicator_min_weight')}
            htmlFor="pub-weight"
            extra={t('publication.indicatorHint')}
            {...help('indicator_min_weight')}
          >
            <Input
              id="pub-weight"
              inputMode="decimal"
              maxLength={12}
              value={value.indicator_min_weight}
              onChange={(event) => change({ indicator_min_weight: event.target.value })}
            />
          </Form.Item>
        </div>
        <Form.Item label={t('publication.rounding')} {...help('rounding')}>
          <Radio.Group
            aria-label={t('publication.rounding')}
            options={ROUNDINGS.map((rounding) => ({ value: rounding, label: t(`publication.${rounding}`) }))}
            value={value.rounding}
            onChange={(event) => change({ rounding: event.target.value as (typeof ROUNDINGS)[number] })}
          />
        </Form.Item>
      </Form>
    </SectionPanel>
  )
}

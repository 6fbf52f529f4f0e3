import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Panel } from '@/components/PageHeader'
import type { Category } from '@/features/policies/api'
import { CategoryOptions, ModeOptions } from './Options'
import { RowsField } from './RowsField'
import { CHANNELS, NEEDED, PARTS, STATES, wrongLine } from './table'

interface Props {
  system: string
  categories: Category[]
}

/** The fields of a table; they stand below `mapping`, as the server names them. */
export function TableFields({ system, categories }: Props) {
  const { t } = useTranslation(['adapters', 'complaints'])
  const filled = (message: string) => ({ required: true, whitespace: true, message })
  return (
    <>
      <Panel title={t('table.basics')}>
        <div className="py-adapter-fields">
          <Form.Item label={t('field.code')}>
            <code>{system}</code>
          </Form.Item>
          <Form.Item
            name={['mapping', 'name']}
            label={t('field.name')}
            extra={t('hint.name')}
            rules={[filled(t('missing.name'))]}
          >
            <Input maxLength={60} autoComplete="off" />
          </Form.Item>
          <Form.Item name={['mapping', 'channel']} label={t('field.channel')} extra={t('hint.channel')}>
            <select className="py-select">
              {CHANNELS.map((channel) => (
                <option key={channel} value={channel}>
                  {t(`complaints:channel.${channel}`)}
                </option>
              ))}
            </select>
          </Form.Item>
        </div>
      </Panel>
      <Panel title={t('table.members')} note={t('note.members')}>
        <div className="py-adapter-fields">
          {PARTS.map((part) => (
            <Form.Item
              key={part}
              name={['mapping', 'members', part]}
              label={t(`part.${part}`)}
              rules={NEEDED.includes(part) ? [filled(t('missing.member'))] : []}
            >
              <Input maxLength={60} autoComplete="off" />
            </Form.Item>
          ))}
        </div>
      </Panel>
      <Panel title={t('table.states')} note={t('note.states')}>
        <div className="py-adapter-fields">
          {STATES.map((state) => (
            <Form.Item
              key={state}
              name={['mapping', 'states', state]}
              label={t(`complaints:state.${state}`)}
              rules={[filled(t('missing.state'))]}
            >
              <Input maxLength={60} autoComplete="off" />
            </Form.Item>
          ))}
        </div>
      </Panel>
      <Panel title={t('table.categories')} note={t('note.categories')}>
        <RowsField table="categories" most={500} choice={<CategoryOptions categories={categories} />} />
        <Form.Item name={['mapping', 'default_category']} label={t('field.default_category')}>
          <select className="py-select">
            <CategoryOptions categories={categories} />
          </select>
        </Form.Item>
      </Panel>
      <Panel title={t('table.units')} note={t('note.units')}>
        <Form.Item
          name={['mapping', 'units']}
          label={t('field.units')}
          extra={t('hint.units')}
          rules={[
            {
              validator: (_, text?: string) => {
                const wrong = wrongLine(text)
                if (wrong === null) return Promise.resolve()
                return Promise.reject(new Error(t(`wrong.${wrong.problem}`, { number: wrong.number })))
              },
            },
          ]}
        >
          <Input.TextArea rows={6} autoComplete="off" spellCheck={false} />
        </Form.Item>
      </Panel>
      <Panel title={t('table.modes')} note={t('note.modes')}>
        <RowsField table="modes" most={20} choice={<ModeOptions />} />
        <Form.Item name={['mapping', 'default_mode']} label={t('field.default_mode')}>
          <select className="py-select">
            <ModeOptions />
          </select>
        </Form.Item>
      </Panel>
    </>
  )
}

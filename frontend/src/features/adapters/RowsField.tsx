import { Button, Form, Input } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { isRepeated, type Row } from './table'

interface Props {
  table: 'categories' | 'modes'
  /** How many rows the server takes. */
  most: number
  /** The options of ours. */
  choice: ReactNode
}

/** Words of theirs, one a row, each with the one of ours that it means. */
export function RowsField({ table, most, choice }: Props) {
  const { t } = useTranslation('adapters')
  const form = Form.useFormInstance()
  return (
    <Form.List name={['mapping', table]}>
      {(rows, { add, remove }) => (
        <div className="py-adapter-rows" role="group" aria-label={t(`table.${table}`)}>
          {rows.map(({ key, name: index }) => {
            const number = index + 1
            return (
              <div key={key} className="py-adapter-row">
                <Form.Item
                  name={[index, 'theirs']}
                  rules={[
                    { required: true, whitespace: true, message: t('missing.theirs') },
                    {
                      validator: () => {
                        const all = form.getFieldValue(['mapping', table]) as Row[]
                        return isRepeated(all, index)
                          ? Promise.reject(new Error(t('wrong.twice')))
                          : Promise.resolve()
                      },
                    },
                  ]}
                >
                  <Input aria-label={t('row.theirs', { number })} maxLength={60} autoComplete="off" />
                </Form.Item>
                <Form.Item name={[index, 'ours']} rules={[{ required: true, message: t('missing.ours') }]}>
                  <select className="py-select" aria-label={t(`row.${table}`, { number })}>
                    <option value="">{t('row.choose')}</option>
                    {choice}
                  </select>
                </Form.Item>
                <Button aria-label={t('row.removeThis', { number })} onClick={() => remove(index)}>
                  {t('row.remove')}
                </Button>
              </div>
            )
          })}
          {rows.length < most && (
            <div>
              <Button onClick={() => add({ theirs: '', ours: '' })}>{t('row.add')}</Button>
            </div>
          )}
        </div>
      )}
    </Form.List>
  )
}

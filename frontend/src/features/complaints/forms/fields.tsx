import { Form, Input, InputNumber, Radio } from 'antd'
import { useTranslation } from 'react-i18next'

interface WordsProps {
  name: string | (string | number)[]
  label: string
  hint?: string
  /** The most characters that the server takes. */
  most?: number
  rows?: number
  optional?: boolean
}

export function Words({ name, label, hint, most = 2000, rows = 3, optional = false }: WordsProps) {
  const { t } = useTranslation('complaints')
  return (
    <Form.Item
      name={name}
      label={optional ? t('form.optional', { label }) : label}
      extra={hint}
      rules={optional ? [] : [{ required: true, whitespace: true, message: t('form.missing', { label }) }]}
    >
      {rows === 1 ? (
        <Input maxLength={most} autoComplete="off" />
      ) : (
        <Input.TextArea maxLength={most} rows={rows} />
      )}
    </Form.Item>
  )
}

interface ChoiceProps {
  name: string
  /** Where there is nothing to choose. */
  hidden?: boolean
  label: string
  options: { value: string; label: string }[]
  hint?: string
}

/** One of a closed list. */
export function Choice({ name, label, options, hint, hidden = false }: ChoiceProps) {
  const { t } = useTranslation('complaints')
  return (
    <Form.Item
      name={name}
      label={label}
      hidden={hidden}
      extra={hint}
      rules={[{ required: true, message: t('form.choose', { label }) }]}
    >
      <Radio.Group className="py-case-choices" options={options} />
    </Form.Item>
  )
}

interface NumberProps {
  name: string | (string | number)[]
  label: string
  hint?: string
  min?: number
  max: number
  optional?: boolean
}

export function Amount({ name, label, hint, min = 1, max, optional = false }: NumberProps) {
  const { t } = useTranslation('complaints')
  return (
    <Form.Item
      name={name}
      label={optional ? t('form.optional', { label }) : label}
      extra={hint}
      rules={optional ? [] : [{ required: true, message: t('form.missing', { label }) }]}
    >
      <InputNumber min={min} max={max} precision={0} />
    </Form.Item>
  )
}

/** For steps that take a note and nothing else; `label` says what it is. */
export function noteOf(kind: 'note' | 'reason' | 'fileNote' | 'receiptNote', optional = false) {
  return function Note() {
    const { t } = useTranslation('complaints')
    return <Words name="note" label={t(`form.${kind}`)} optional={optional} />
  }
}

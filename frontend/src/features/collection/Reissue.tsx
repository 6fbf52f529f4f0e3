import { Form, InputNumber } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { etagOf } from '@/api/client'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { useCount } from '@/features/results/figures'
import { useRoundContext } from '@/features/rounds/context'
import { type CodeCount, issueCodes, type IssueFormat, withdrawCodes } from './api'

interface Props {
  row: CodeCount
  format: IssueFormat
  disabled: boolean
  onDone: (issued: number) => void
}

/** After a lost download: the codes of a stratum end, and new ones take their place. */
export function Reissue({ row, format, disabled, onDone }: Props) {
  const { t } = useTranslation('collection')
  const { round, refetch } = useRoundContext()
  const number = useCount()
  const field = useId()
  const [count, setCount] = useState<number | null>(null)
  const fresh = count ?? row.issued
  const reissue = async () => {
    onDone(0)
    try {
      const { etag } = await withdrawCodes(round.id, etagOf(round.version), row.stratum_id)
      if (fresh > 0) await issueCodes(round.id, etag, [{ stratum_id: row.stratum_id, count: fresh }], format)
      onDone(fresh)
    } finally {
      void refetch()
    }
  }
  return (
    <ConfirmSentence
      action={t('codes.reissue.action')}
      size="small"
      disabled={disabled}
      sentence={t('codes.reissue.sentence', { name: row.name, text: number(row.issued) })}
      onConfirm={reissue}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t('codes.reissue.count')} htmlFor={field} extra={t('codes.reissue.countHint')}>
          <InputNumber
            id={field}
            min={0}
            max={20_000}
            precision={0}
            controls={false}
            value={fresh}
            onChange={(value) => setCount(value ?? 0)}
          />
        </Form.Item>
      </Form>
    </ConfirmSentence>
  )
}

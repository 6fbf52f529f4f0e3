import { useQueryClient } from '@tanstack/react-query'
import { Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { useNotice } from '@/components/Notices'
import { type Client, CLIENTS, type Credential, endLater, endNow } from './api'

const HOUR = 60 * 60 * 1000
const HOURS = { in24: 24, in168: 24 * 7 }
type When = keyof typeof HOURS
const WHENS = ['in24', 'in168'] as const satisfies When[]

/** Lets a credential end: at once, or when the other side has had time to change over. */
export function CredentialSteps({ client, credential }: { client: Client; credential: Credential }) {
  const { t } = useTranslation('clients')
  const notice = useNotice()
  const queries = useQueryClient()
  const [when, setWhen] = useState<When>('in24')
  const words = { name: client.name, kind: t(`kind.${credential.kind}`) }
  const done = async (text: string) => {
    notice(text)
    await queries.invalidateQueries({ queryKey: CLIENTS })
  }
  return (
    <div className="py-actions py-row-actions">
      <ConfirmSentence
        size="small"
        action={t('later.action')}
        sentence={t('later.sentence', words)}
        onConfirm={async () => {
          await endLater(client, credential, new Date(Date.now() + HOURS[when] * HOUR).toISOString())
          await done(t('later.done'))
        }}
      >
        <Radio.Group
          aria-label={t('later.when')}
          value={when}
          options={WHENS.map((value) => ({ value, label: t(`later.${value}`) }))}
          onChange={(event) => setWhen(event.target.value as When)}
        />
      </ConfirmSentence>
      <ConfirmSentence
        size="small"
        action={t('now.action')}
        sentence={t('now.sentence', words)}
        onConfirm={async () => {
          await endNow(client, credential)
          await done(t('now.done'))
        }}
      />
    </div>
  )
}

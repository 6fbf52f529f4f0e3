import { useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/api/session'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { useNotice } from '@/components/Notices'
import { USERS } from '@/features/users/api'
import { confirmGrant, type Grant, GRANTS, refuseGrant, RIGHTS, withdrawGrant } from './api'

/** What can be done with a grant that waits: an auditor decides, an administrator takes it back. */
export function GrantSteps({ grant }: { grant: Grant }) {
  const { t } = useTranslation(['rights', 'common'])
  const can = useCan()
  const me = useMe().id
  const tell = useNotice()
  const queries = useQueryClient()
  const [note, setNote] = useState('')
  const box = useId()
  const words = { name: grant.user.display_name, role: t(`common:role.${grant.role}`) }
  const own = me === grant.proposed_by?.id || me === grant.user.id
  const done = async (text: string) => {
    await Promise.all([GRANTS, RIGHTS, USERS].map((queryKey) => queries.invalidateQueries({ queryKey })))
    tell(text)
  }
  return (
    <div className="py-actions py-row-actions">
      {can('grant.decide') && !own && (
        <>
          <ConfirmSentence
            size="small"
            action={t('grants.confirm')}
            disabled={!grant.has_come}
            sentence={t('grants.confirmSentence', words)}
            onConfirm={async () => {
              await confirmGrant(grant)
              await done(t('grants.confirmed'))
            }}
          />
          <ConfirmSentence
            size="small"
            action={t('grants.refuse')}
            sentence={t('grants.refuseSentence', words)}
            ready={note.trim() !== ''}
            onConfirm={async () => {
              await refuseGrant(grant, note)
              await done(t('grants.refused'))
            }}
          >
            <label htmlFor={box}>{t('grants.reason')}</label>
            <Input.TextArea
              id={box}
              rows={3}
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          </ConfirmSentence>
        </>
      )}
      {can('user.write') && (
        <ConfirmSentence
          size="small"
          action={t('grants.withdraw')}
          sentence={t('grants.withdrawSentence', words)}
          onConfirm={async () => {
            await withdrawGrant(grant)
            await done(t('grants.withdrawn'))
          }}
        />
      )}
    </div>
  )
}

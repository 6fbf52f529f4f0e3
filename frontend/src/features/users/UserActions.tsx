import { Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/session'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { useNotice } from '@/components/Notices'
import { disableUser, enableUser, endSessions, type Link, makeLink, type User } from './api'

interface Props {
  user: User
  onChanged: () => void
  onLink: (user: User, link: Link) => void
  onClose: () => void
}

/** What can be done to an account besides editing it. Nobody does these to their own. */
export function UserActions({ user, onChanged, onLink, onClose }: Props) {
  const { t } = useTranslation('users')
  const notice = useNotice()
  const [resets, setResets] = useState(false)
  const own = useMe().id === user.id
  const name = user.display_name
  const done = (text: string) => {
    onChanged()
    notice(text)
    onClose()
  }
  if (own) return <p className="py-caption">{t('actions.own')}</p>
  return (
    <section className="py-stack" aria-label={t('actions.title')}>
      <h3>{t('actions.title')}</h3>
      <div className="py-actions">
        {user.state !== 'disabled' && (
          <>
            <ConfirmSentence
              action={t('actions.link')}
              sentence={t('actions.linkSentence', { name })}
              onConfirm={async () => onLink(user, await makeLink(user, resets))}
            >
              {user.second_factor && (
                <>
                  <Checkbox checked={resets} onChange={(event) => setResets(event.target.checked)}>
                    {t('actions.linkResets')}
                  </Checkbox>
                  <p className="py-caption">{t('actions.linkResetsHint')}</p>
                </>
              )}
            </ConfirmSentence>
            <ConfirmSentence
              action={t('actions.sessions')}
              sentence={t('actions.sessionsSentence', { name })}
              onConfirm={async () => {
                await endSessions(user)
                done(t('actions.sessionsDone'))
              }}
            />
            <ConfirmSentence
              action={t('actions.disable')}
              sentence={t('actions.disableSentence', { name })}
              onConfirm={async () => {
                await disableUser(user)
                done(t('actions.disableDone'))
              }}
            />
          </>
        )}
        {user.state === 'disabled' && (
          <ConfirmSentence
            action={t('actions.enable')}
            sentence={t('actions.enableSentence', { name })}
            onConfirm={async () => {
              await enableUser(user)
              done(t('actions.enableDone'))
            }}
          />
        )}
      </div>
    </section>
  )
}

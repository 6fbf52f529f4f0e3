import { Button } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useBlocker } from 'react-router'
import { Dialog } from '@/components/Dialog'

/** Asks before a page with changes that are not saved is left. */
export function LeaveGuard({ unsaved }: { unsaved: boolean }) {
  const { t } = useTranslation('rounds')
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => unsaved && currentLocation.pathname !== nextLocation.pathname,
  )
  useEffect(() => {
    if (!unsaved) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [unsaved])
  if (blocker.state !== 'blocked') return null
  return (
    <Dialog
      title={t('setup.changed')}
      onClose={blocker.reset}
      footer={
        <>
          <Button onClick={blocker.proceed}>{t('setup.leave')}</Button>
          <Button type="primary" onClick={blocker.reset}>
            {t('setup.stay')}
          </Button>
        </>
      }
    >
      <p className="py-sentence">{t('setup.leaveSentence')}</p>
    </Dialog>
  )
}

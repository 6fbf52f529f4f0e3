import { Button } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDateTime } from '@/components/dates'
import { Dialog } from '@/components/Dialog'
import { useCopy } from '@/components/useCopy'
import type { Link, User } from './api'

interface Props {
  user: User
  link: Link
  onClose: () => void
}

/** The one-time link of a person: shown now and never again. */
export function LinkDialog({ user, link, onClose }: Props) {
  const { t, i18n } = useTranslation(['users', 'common'])
  const { copied, copy } = useCopy()
  const box = useId()
  return (
    <Dialog
      title={t('link.title', { name: user.display_name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('link.done')}</Button>
          <Button type="primary" onClick={() => copy(link.link)}>
            {t(copied === 'yes' ? 'common:action.copied' : 'common:action.copy')}
          </Button>
        </>
      }
    >
      <p className="py-sentence">
        {t('link.hint', { until: formatDateTime(link.expires_at, i18n.language) })}
      </p>
      <label htmlFor={box}>{t('link.label')}</label>
      <textarea
        id={box}
        className="py-copy-box"
        readOnly
        rows={3}
        value={link.link}
        onFocus={(event) => event.target.select()}
      />
      <p role="status">{copied === 'refused' && t('link.copyByHand')}</p>
    </Dialog>
  )
}

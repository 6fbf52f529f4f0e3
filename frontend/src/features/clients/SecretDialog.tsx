import { Button } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import { useCopy } from '@/components/useCopy'
import type { Client, Secret } from './api'

interface Props {
  client: Client
  made: Secret
  onClose: () => void
}

/** A new secret with what else the other side needs: shown now and never again. */
export function SecretDialog({ client, made, onClose }: Props) {
  const { t } = useTranslation(['clients', 'common'])
  const { copied, copy } = useCopy()
  const box = useId()
  return (
    <Dialog
      title={t('secret.title', { name: client.name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('secret.done')}</Button>
          <Button type="primary" onClick={() => copy(made.secret)}>
            {t(copied === 'yes' ? 'common:action.copied' : 'secret.copy')}
          </Button>
        </>
      }
    >
      <p className="py-sentence">{t('secret.once')}</p>
      <label htmlFor={box}>{t('secret.label')}</label>
      <textarea
        id={box}
        className="py-copy-box"
        readOnly
        rows={2}
        value={made.secret}
        onFocus={(event) => event.target.select()}
      />
      <dl className="py-facts-list">
        <dt>{t('field.id')}</dt>
        <dd>
          <code>{client.id}</code>
        </dd>
        <dt>{t('secret.address')}</dt>
        <dd>
          <code>{`${location.origin}/api/v1/oauth/token`}</code>
        </dd>
      </dl>
      <p role="status">{copied === 'refused' && t('secret.byHand')}</p>
    </Dialog>
  )
}

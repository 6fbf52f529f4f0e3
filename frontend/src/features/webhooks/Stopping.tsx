import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { useNotice } from '@/components/Notices'
import { disableEndpoint, type Endpoint, pauseEndpoint, resumeEndpoint, WEBHOOKS } from './api'

/** What the administrator can do with an endpoint: stop it, and let it go on. */
export function Stopping({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation('webhooks')
  const queries = useQueryClient()
  const tell = useNotice()
  const { id, state, client_name: name, waiting } = endpoint
  const acting = (work: (id: string) => Promise<unknown>, text: string) => async () => {
    await work(id)
    await queries.invalidateQueries({ queryKey: WEBHOOKS })
    tell(text)
  }
  return (
    <>
      {state === 'active' && (
        <ConfirmSentence
          action={t('act.pause')}
          sentence={t('act.pauseSentence', { name })}
          onConfirm={acting(pauseEndpoint, t('act.pauseDone'))}
        />
      )}
      {state !== 'active' && (
        <ConfirmSentence
          action={t('act.resume')}
          sentence={t('act.resumeSentence', { name, count: waiting })}
          onConfirm={acting(resumeEndpoint, t('act.resumeDone'))}
        />
      )}
      {state !== 'disabled' && (
        <ConfirmSentence
          action={t('act.disable')}
          sentence={t('act.disableSentence', { name, count: waiting })}
          onConfirm={acting(disableEndpoint, t('act.disableDone'))}
        />
      )}
    </>
  )
}

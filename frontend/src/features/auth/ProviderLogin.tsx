import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '@/components/ProblemAlert'
import { beginProviderLogin } from './api'
import { leaveFor } from './provider'

/** The way to the identity provider, beside the password. */
export function ProviderLogin({ next }: { next: string | null }) {
  const { t } = useTranslation('auth')
  const go = useMutation({
    mutationFn: beginProviderLogin,
    onSuccess: (address) => leaveFor(address, { purpose: 'login', next }),
  })
  return (
    <div className="py-panel">
      <Button size="large" block loading={go.isPending} onClick={() => go.mutate()}>
        {t('provider.logIn')}
      </Button>
      <p className="py-caption">{t('provider.hint')}</p>
      <ProblemAlert error={go.error} />
    </div>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Navigate, useNavigate } from 'react-router'
import { ApiError } from '@/api/errors'
import { useSession } from '@/api/session'
import { useSystemInfo } from '@/api/system'
import { EmptyState } from '@/components/EmptyState'
import { PageHeader } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { linkIdentity, logInByProvider } from './api'
import { CodeStep } from './CodeStep'
import { safeNext } from './next'
import { errandOf } from './provider'

/** Where the identity provider sends the browser back to. */
export default function ReturnPage() {
  const { t } = useTranslation('auth')
  const session = useSession()
  const info = useSystemInfo()
  const navigate = useNavigate()
  const [{ state, code }] = useState(brought)
  const [{ purpose, next }] = useState(errandOf)
  // It counts once, and is nobody else's business.
  useEffect(() => {
    history.replaceState(history.state, '', location.pathname)
  }, [])
  const complete = state !== null && code !== null
  const ready = purpose === 'login' || session.status === 'in'
  const done = useQuery({
    queryKey: ['auth', 'return', state],
    queryFn: async () => {
      const body = { state: state ?? '', code: code ?? '' }
      if (purpose === 'login') return { token: await logInByProvider(body) }
      await linkIdentity(body)
      return { token: null }
    },
    enabled: complete && ready,
    staleTime: Infinity,
    retry: false,
  })
  if (done.data?.token) {
    return (
      <CodeStep token={done.data.token} back={t('provider.toLogin')} onBack={() => void navigate('/login')} />
    )
  }
  if (done.data) return <Navigate to={purpose === 'link' ? '/me' : safeNext(next)} replace />
  // The server knows no such route where no provider is set up.
  const absent = info?.oidc === false || (done.error instanceof ApiError && done.error.status === 404)
  if (!absent && complete && !done.error && (ready || session.status === 'starting')) return <PageLoading />
  const toAccount = purpose === 'link' && !absent
  return (
    <>
      <PageHeader title={t('provider.title')} />
      <div className="py-panel py-stack">
        {absent ? (
          <EmptyState title={t('provider.absent')} hint={t('provider.absentHint')} />
        ) : done.error ? (
          <ProblemAlert error={done.error} />
        ) : (
          <EmptyState title={t('provider.nothing')} hint={t('provider.nothingHint')} />
        )}
        <p>
          <Link to={toAccount ? '/me' : '/login'}>
            {t(toAccount ? 'provider.toAccount' : 'provider.toLogin')}
          </Link>
        </p>
      </div>
    </>
  )
}

/** What the address of return says; without both there was no login (`error` says why, in the provider's words). */
function brought() {
  const search = new URLSearchParams(location.search)
  return { state: search.get('state'), code: search.get('code') }
}

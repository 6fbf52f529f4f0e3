import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Outlet } from 'react-router'
import { useSystemInfo } from '@/api/system'
import { PageLoading } from '@/components/PageStates'
import { LanguageSwitch } from './LanguageSwitch'
import './shell.css'

/** The frame of the pages before login. */
export function Bare() {
  const { t } = useTranslation()
  const info = useSystemInfo()
  return (
    <div className="py-bare">
      <header className="py-header">
        <span className="py-brand">
          {t('app.name')}
          <small>{info?.site_name}</small>
        </span>
        <div className="py-header-tail">
          {info?.demo && <span className="py-demo">{t('app.demo')}</span>}
          <LanguageSwitch />
        </div>
      </header>
      <main className="py-bare-main">
        <Suspense fallback={<PageLoading />}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  )
}

import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Navigate, Outlet, ScrollRestoration, useLocation } from 'react-router'
import { startSession, useCan, useSession } from '@/api/session'
import { useStepUp } from '@/api/stepUp'
import { useSystemInfo } from '@/api/system'
import { Dialog } from '@/components/Dialog'
import { Notices } from '@/components/Notices'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { loginPath } from '@/features/auth/next'
import { Bell } from '@/features/notices/Bell'
import { LanguageSwitch } from './LanguageSwitch'
import { NAV, shownItems } from './nav'
import './shell.css'
import { UserMenu } from './UserMenu'

const Restored = lazy(() => import('@/features/audit/Restored'))
const FirstThingsPage = lazy(() => import('@/features/auth/FirstThingsPage'))
const StepUpDialog = lazy(() => import('@/features/auth/StepUpDialog'))

/** The frame of the console, for people who are logged in: header, navigation, the page. */
export function Shell() {
  const { t } = useTranslation()
  const session = useSession()
  const location = useLocation()
  const info = useSystemInfo()
  if (session.status === 'out') return <Navigate to={loginPath(location)} replace />
  const missing = session.status === 'in' ? session.user.missing : null
  const complete = session.status === 'in' && missing === null
  return (
    <Notices>
      <a className="py-skip" href="#main">
        {t('app.skip')}
      </a>
      <header className="py-header">
        {missing === null && <MenuDrawer />}
        <Link to="/" className="py-brand">
          {t('app.name')}
          <small>{info?.site_name}</small>
        </Link>
        <nav className="py-nav" aria-label={t('nav.label')}>
          {missing === null && <NavItems />}
        </nav>
        <div className="py-header-tail">
          {info?.demo && <span className="py-demo">{t('app.demo')}</span>}
          {complete && <Bell />}
          <LanguageSwitch />
          {session.status === 'in' && <UserMenu user={session.user} />}
        </div>
      </header>
      <MainPart>
        {info?.maintenance && session.status === 'in' && <Restored />}
        {complete && <Outlet />}
        {missing !== null && <FirstThingsPage missing={missing} />}
        {session.status === 'starting' && <PageLoading />}
        {session.status === 'failed' && (
          <ProblemAlert error={session.error} onRetry={() => void startSession()} />
        )}
      </MainPart>
      <footer className="py-footer">{info?.demo && t('app.demoNote')}</footer>
      {session.status === 'in' && <StepUp />}
      <ScrollRestoration />
    </Notices>
  )
}

/** The dialog that asks again who somebody is, while a request waits for the answer. */
function StepUp() {
  const answer = useStepUp()
  return <Suspense>{answer && <StepUpDialog onDone={answer} />}</Suspense>
}

/** The page itself. It takes the focus when the path changes, so that the next Tab begins there. */
function MainPart({ children }: { children: React.ReactNode }) {
  const { pathname } = useLocation()
  const main = useRef<HTMLElement>(null)
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    main.current?.focus({ preventScroll: true })
  }, [pathname])
  return (
    <main id="main" className="py-main" ref={main} tabIndex={-1}>
      <Suspense fallback={<PageLoading />}>{children}</Suspense>
    </main>
  )
}

function NavItems({ onGo }: { onGo?: () => void }) {
  const { t } = useTranslation()
  const can = useCan()
  const { pathname } = useLocation()
  return (
    <ul>
      {shownItems(NAV, can).map(({ to, part, label }) => (
        <li key={to}>
          <Link to={to} aria-current={part.test(pathname) ? 'page' : undefined} onClick={onGo}>
            {t(`nav.${label}`)}
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** The navigation of narrow pages. */
function MenuDrawer() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <button
        type="button"
        className="py-header-button py-menu-button"
        aria-label={t('nav.menu')}
        onClick={() => setOpen(true)}
      >
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
          <path d="M2 5h16M2 10h16M2 15h16" stroke="currentColor" strokeWidth="1.8" />
        </svg>
      </button>
      {open && (
        <Dialog kind="menu" title={t('nav.menu')} onClose={close}>
          <nav className="py-nav-list" aria-label={t('nav.label')}>
            <NavItems onGo={close} />
          </nav>
        </Dialog>
      )}
    </>
  )
}

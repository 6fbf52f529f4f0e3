import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { Heading, Notice } from '../../ballot/Parts'
import { TopBar } from '../../ballot/TopBar'
import { loadSite, type Loaded } from './api'
import { useSettings, useTexts } from './settings'
import { useLoaded } from './useLoaded'

const PAGES = [
  ['/results', 'results'],
  ['/verify', 'verify'],
  ['/complain', 'complain'],
  ['/track', 'track'],
] as const

/** The page around results and their check: whose it is, the public pages, language and size. */
export function Frame({
  page,
  title,
  demo = false,
  children,
}: {
  page: '/results' | '/verify'
  title: string
  demo?: boolean
  children: ComponentChildren
}) {
  const settings = useSettings()
  const { t } = settings
  const [site] = useLoaded(loadSite)
  const name = site?.kind === 'done' ? site.answer.site_name : ''
  const shownDemo = demo || (site?.kind === 'done' && site.answer.demo)
  // After every rendering, since the settings put the plain title there when the language changes.
  useEffect(() => {
    document.title = title === t.title ? title : `${title} · ${t.title}`
  })
  return (
    <div class="page wide-page">
      <TopBar name={name === '' ? t.title : name} demo={shownDemo} settings={settings}>
        <nav class="pages" aria-label={t.nav}>
          {PAGES.map(([address, text]) => (
            <a key={address} href={address} aria-current={address === page ? 'page' : undefined}>
              {t[text]}
            </a>
          ))}
        </nav>
      </TopBar>
      {children}
    </div>
  )
}

/** While something loads, or when it did not come. */
export function Waiting({
  found,
  title,
  onAgain,
}: {
  found: Exclude<Loaded<unknown>, { kind: 'done' }> | null
  title: string
  onAgain: () => void
}) {
  const t = useTexts()
  if (found === null)
    return (
      <main class="narrow">
        <Heading focus={false}>{t.opening}</Heading>
      </main>
    )
  const absent = found.kind === 'absent'
  return (
    <main class="narrow">
      <Heading>{absent ? t.absent : title}</Heading>
      {absent ? (
        <>
          <p class="prose">{t.absentText}</p>
          <p class="forth">
            <a href="/results">{t.toAll}</a>
          </p>
        </>
      ) : (
        <>
          <Notice>
            <p>
              {found.kind === 'wait' && t.wait(found.seconds)}
              {found.kind === 'silent' && t.silent}
              {found.kind === 'failed' &&
                `${t.failed}${found.trace === null ? '' : ` ${t.trace(found.trace)}`}`}
            </p>
          </Notice>
          <button type="button" class="button wide" onClick={onAgain}>
            {t.retry}
          </button>
        </>
      )}
    </main>
  )
}

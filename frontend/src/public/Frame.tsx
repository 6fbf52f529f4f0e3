import type { ComponentChildren } from 'preact'
import { TopBar } from '../ballot/TopBar'
import type { Setback } from './api'
import { useSettings, useTexts } from './settings'

/** The page around every screen: whose it is, the way to the other page, language and size. */
export function Frame({
  site = '',
  demo = false,
  other,
  children,
}: {
  site?: string
  demo?: boolean
  other: '/complain' | '/track'
  children: ComponentChildren
}) {
  const settings = useSettings()
  const { t, elder } = settings
  return (
    <div class="page">
      <TopBar
        name={elder || site === '' ? t.title : `${site} · ${t.title}`}
        demo={demo}
        settings={settings}
      />
      {children}
      <footer class="foot">
        <a href={other}>{other === '/track' ? t.toTrack : t.toComplain}</a>
        <a href="/results">{t.toResults}</a>
      </footer>
    </div>
  )
}

/** What to say of an answer that did not come or was put off. */
export function SetbackText({ setback }: { setback: Setback }) {
  const t = useTexts()
  if (setback.kind === 'wait') return <p>{t.wait(setback.seconds)}</p>
  if (setback.kind === 'silent') return <p>{t.silent}</p>
  return (
    <p>
      {t.failed}
      {setback.trace !== null && ` ${t.trace(setback.trace)}`}
    </p>
  )
}

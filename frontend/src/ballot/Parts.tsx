import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useSettings, useTexts } from './settings'
import { TopBar } from './TopBar'

/** The page around every screen: title, what kind of data, language and size. */
export function Frame({
  title,
  demo,
  children,
}: {
  title: string | null
  demo: boolean
  children: ComponentChildren
}) {
  const settings = useSettings()
  const { t, elder } = settings
  return (
    <div class="page">
      <TopBar name={elder || title === null ? t.title : title} demo={demo} settings={settings} />
      {children}
    </div>
  )
}

/** The heading of a screen. It takes the focus when the screen appears, so that it is read and Tab goes on from it. */
export function Heading({
  id,
  focus = true,
  children,
}: {
  id?: string
  focus?: boolean
  children: ComponentChildren
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => {
    if (!focus) return
    window.scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [focus])
  return (
    <h1 ref={heading} tabIndex={-1} {...(id === undefined ? {} : { id })}>
      {children}
    </h1>
  )
}

/** Something the reader must know: said by a word and a shape, not by colour alone. */
export function Notice({ children }: { children: ComponentChildren }) {
  return (
    <div class="notice" role="alert">
      {children}
    </div>
  )
}

export function Privacy() {
  const t = useTexts()
  return (
    <div class="privacy">
      <ul>
        {t.privacy.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <h3>{t.privacyNotTitle}</h3>
      <ul>
        {t.privacyNot.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  )
}

export function Tick() {
  return (
    <svg class="tick" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path d="M2 6.5 4.8 9.2 10 3" fill="none" stroke="currentColor" stroke-width="1.8" />
    </svg>
  )
}

/** How far along, for the eye only: the same stands beside it in words. */
export function Progress({ done, all }: { done: number; all: number }) {
  return (
    <div class="progress" aria-hidden="true">
      <div style={{ width: `${(100 * done) / all}%` }} />
    </div>
  )
}

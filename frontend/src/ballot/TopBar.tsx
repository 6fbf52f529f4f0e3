import type { ComponentChildren } from 'preact'
import type { SettingsControl } from './reader'

interface BarTexts {
  demo: string
  otherLanguage: string
  standard: string
  elder: string
}

/** The bar above every screen of the ballot and the public pages: a name, what kind of data, language and size. */
export function TopBar({
  name,
  demo,
  settings,
  children,
}: {
  name: string
  demo: boolean
  settings: SettingsControl<BarTexts>
  /** What stands below the bar, such as the way to other pages. */
  children?: ComponentChildren
}) {
  const { t, elder, language, toggleElder, toggleLanguage } = settings
  return (
    <header class="top">
      <div class="inner">
        <p class="site">{name}</p>
        {demo && <span class="demo">{t.demo}</span>}
        <span class="grow" />
        <button
          type="button"
          class="plain language"
          lang={language === 'en' ? 'zh-CN' : 'en'}
          onClick={toggleLanguage}
        >
          {t.otherLanguage}
        </button>
        <button type="button" class="small" onClick={toggleElder}>
          {elder ? t.standard : t.elder}
        </button>
      </div>
      {children}
    </header>
  )
}

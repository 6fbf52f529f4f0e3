import { createContext, type ComponentChildren } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'

/** What the reader chose for this tab: language and 长辈版 (large type, high contrast). */
export interface Settings {
  language: 'zh-CN' | 'en'
  elder: boolean
}

export interface SettingsControl<Texts> extends Settings {
  t: Texts
  toggleLanguage: () => void
  toggleElder: () => void
}

/** The reader's choices for a page with its two dictionaries, kept under `key` in the tab. */
export function readerSettings<Texts extends { title: string }>(key: string, zh: Texts, en: Texts) {
  const SettingsContext = createContext<SettingsControl<Texts> | null>(null)

  function useSettings(): SettingsControl<Texts> {
    const settings = useContext(SettingsContext)
    if (!settings) throw new Error('useSettings needs a SettingsProvider around it.')
    return settings
  }

  function SettingsProvider({ children }: { children: ComponentChildren }) {
    const [settings, setSettings] = useState(loadSettings)
    const { language, elder } = settings
    const t = language === 'en' ? en : zh

    useEffect(() => {
      const root = document.documentElement
      root.lang = language
      root.classList.toggle('elder', elder)
      document.title = t.title
    }, [language, elder, t])

    function change(next: Settings): void {
      setSettings(next)
      try {
        sessionStorage.setItem(key, JSON.stringify(next))
      } catch {
        // Without storage the choice lasts until the next reload.
      }
    }

    const control: SettingsControl<Texts> = {
      ...settings,
      t,
      toggleLanguage: () => change({ language: language === 'en' ? 'zh-CN' : 'en', elder }),
      toggleElder: () => change({ language, elder: !elder }),
    }
    return <SettingsContext.Provider value={control}>{children}</SettingsContext.Provider>
  }

  function loadSettings(): Settings {
    const preferred: Settings = { language: /^zh\b/i.test(navigator.language) ? 'zh-CN' : 'en', elder: false }
    try {
      const stored = JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<Settings>
      return {
        language:
          stored.language === 'en' || stored.language === 'zh-CN' ? stored.language : preferred.language,
        elder: stored.elder === true,
      }
    } catch {
      return preferred
    }
  }

  return { SettingsProvider, loadSettings, useSettings, useTexts: (): Texts => useSettings().t }
}

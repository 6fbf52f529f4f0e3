import { createContext, type ComponentChildren } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import { en } from './en'
import { zh, type Texts } from './zh'

/** What the reader chose for this tab: language and 长辈版 (large type, high contrast). */
interface Settings {
  language: 'zh-CN' | 'en'
  elder: boolean
}
interface SettingsControl extends Settings {
  t: Texts
  toggleLanguage: () => void
  toggleElder: () => void
}

const KEY = 'pingyi.ballot.settings'
const SettingsContext = createContext<SettingsControl | null>(null)

export function useSettings(): SettingsControl {
  const settings = useContext(SettingsContext)
  if (!settings) throw new Error('useSettings needs a SettingsProvider around it.')
  return settings
}

export const useTexts = (): Texts => useSettings().t

export function SettingsProvider({ children }: { children: ComponentChildren }) {
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
      sessionStorage.setItem(KEY, JSON.stringify(next))
    } catch {
      // Without storage the choice lasts until the next reload.
    }
  }

  const control: SettingsControl = {
    ...settings,
    t,
    toggleLanguage: () => change({ language: language === 'en' ? 'zh-CN' : 'en', elder }),
    toggleElder: () => change({ language, elder: !elder }),
  }
  return <SettingsContext.Provider value={control}>{children}</SettingsContext.Provider>
}

export function loadSettings(): Settings {
  const preferred: Settings = { language: /^zh\b/i.test(navigator.language) ? 'zh-CN' : 'en', elder: false }
  try {
    const stored = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Settings>
    return {
      language:
        stored.language === 'en' || stored.language === 'zh-CN' ? stored.language : preferred.language,
      elder: stored.elder === true,
    }
  } catch {
    return preferred
  }
}

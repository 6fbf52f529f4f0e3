import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

const STORE = 'pingyi.language'
// All texts of a language at once: what comes later in a page never has to wait for its own.
const TEXTS = { 'zh-CN': () => import('./locales/zh-CN'), en: () => import('./locales/en') }

function chosenLanguage(): Language {
  const stored = localStorage.getItem(STORE)
  return LANGUAGES.find((language) => language === stored) ?? 'zh-CN'
}

/** Start the texts, in the language chosen last (Chinese at first). The document's `lang` follows the choice. */
export async function startTexts(language: Language = chosenLanguage()): Promise<void> {
  const follow = (now: string) => {
    document.documentElement.lang = now
  }
  i18next.on('languageChanged', follow)
  follow(language)
  const { default: texts } = await TEXTS[language]()
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: texts },
    supportedLngs: LANGUAGES,
    fallbackLng: false,
    load: 'currentOnly',
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    returnNull: false,
  })
}

/** Change the language of the page and of the server's answers. */
export async function chooseLanguage(language: Language): Promise<void> {
  const { default: texts } = await TEXTS[language]()
  for (const [name, words] of Object.entries(texts)) i18next.addResourceBundle(language, name, words)
  localStorage.setItem(STORE, language)
  await i18next.changeLanguage(language)
}

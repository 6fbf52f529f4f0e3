import i18next, { type BackendModule, type ReadCallback } from 'i18next'
import { initReactI18next } from 'react-i18next'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

const STORE = 'pingyi.language'
const files = import.meta.glob<{ default: Record<string, unknown> }>('./locales/*/*.json')

// One file a feature and language, loaded when the feature is first shown.
const localeFiles: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(language: string, namespace: string, done: ReadCallback) {
    const load = files[`./locales/${language}/${namespace}.json`]
    if (!load) {
      done(new Error(`There is no text file ${language}/${namespace}.`), null)
      return
    }
    load().then(
      (module) => done(null, module.default),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
    )
  },
}

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
  await i18next
    .use(localeFiles)
    .use(initReactI18next)
    .init({
      lng: language,
      supportedLngs: LANGUAGES,
      fallbackLng: false,
      load: 'currentOnly',
      ns: ['common'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      returnNull: false,
    })
}

/** Change the language of the page and of the server's answers. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORE, language)
  await i18next.changeLanguage(language)
}

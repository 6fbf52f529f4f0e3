import { useTranslation } from 'react-i18next'
import { chooseLanguage, LANGUAGES } from '@/i18n'

const SHORT = { 'zh-CN': '中文', en: 'EN' }

/** The other language, by its own name: in short, so that it fits the header of a phone. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation()
  const other = LANGUAGES.find((language) => language !== i18n.language) ?? 'zh-CN'
  return (
    <button
      type="button"
      className="py-header-button"
      lang={other}
      aria-label={t(`language.${other}`)}
      onClick={() => void chooseLanguage(other)}
    >
      {SHORT[other]}
    </button>
  )
}

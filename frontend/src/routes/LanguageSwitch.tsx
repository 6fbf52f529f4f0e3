import { useTranslation } from 'react-i18next'
import { chooseLanguage, LANGUAGES } from '@/i18n'

/** The other language, by its own name. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation()
  const other = LANGUAGES.find((language) => language !== i18n.language) ?? 'zh-CN'
  return (
    <button
      type="button"
      className="py-header-button"
      lang={other}
      onClick={() => void chooseLanguage(other)}
    >
      {t(`language.${other}`)}
    </button>
  )
}

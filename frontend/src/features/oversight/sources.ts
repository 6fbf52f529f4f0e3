import { useTranslation } from 'react-i18next'

/** What a source is called: the name of a system, or "by hand". */
export function useSourceName(): (source: string) => string {
  const { t } = useTranslation('oversight')
  return (source) => (source === 'manual' ? t('record.manual') : source)
}

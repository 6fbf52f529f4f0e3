import { useTranslation } from 'react-i18next'
import type { RecordEvent } from './api'

/**
 * Words of the codes in the record; what happens to complaints has them among the texts of complaints. What has none is
 * shown by its area, or as it is: the code stands beside it.
 */
export function useRecordWords() {
  const { t, i18n } = useTranslation(['audit', 'complaints'])
  const word = (key: string, otherwise: string): string => {
    const file = key.startsWith('complaints:') ? 'complaints' : 'audit'
    return i18n.exists(key, { ns: file }) ? t(key as 'audit:record.title') : otherwise
  }
  return {
    /** The codes that have words here. */
    actions: Object.entries(t('action', { returnObjects: true })).flatMap(([area, names]) =>
      typeof names === 'string' ? [area] : Object.keys(names).map((name) => `${area}.${name}`),
    ),
    objectTypes: Object.keys(t('objectType', { returnObjects: true })),
    action: (code: string): string => {
      const [area = code, name = ''] = code.split('.')
      const general = word(`area.${area}`, code)
      const ofCase = area === 'complaint' ? word(`complaints:event.${name}`, general) : general
      return word(`action.${code}`, ofCase)
    },
    objectType: (code: string): string => word(`objectType.${code}`, code),
    actor: (event: RecordEvent): string =>
      event.actor_name ?? word(`record.actorWord.${event.actor}`, event.actor),
  }
}

import { useTranslation } from 'react-i18next'
import { formatDateTime } from '@/components/dates'
import type { Adapter } from './api'

/** When a version came, and from whom. */
export function Submitted({ version: { number, created_at, created_by } }: { version: Adapter }) {
  const { t, i18n } = useTranslation('adapters')
  if (number === 0) return t('version.program')
  return (
    <>
      {formatDateTime(created_at, i18n.language)}
      {created_by !== null && <div className="py-caption">{created_by}</div>}
    </>
  )
}

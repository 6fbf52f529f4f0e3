import { useTranslation } from 'react-i18next'
import { formatDateTime } from '@/components/dates'
import { ProblemAlert } from '@/components/ProblemAlert'
import type { Adapter } from './api'
import { Changes } from './Changes'
import { useVersionName } from './words'

interface Props {
  /** What was in force when the form was opened. */
  before: Adapter | null
  /** What is in force now, that the form does not hold. */
  now: Adapter | null
  error: unknown
}

/** Somebody else has added a version meanwhile: which, and what it changed. */
export function Overtaken({ before, now, error }: Props) {
  const { t, i18n } = useTranslation('adapters')
  const name = useVersionName()
  if (now === null) return <ProblemAlert error={error} />
  return (
    <div className="py-problem" role="alert">
      <p className="py-problem-title">
        {t('overtaken.title', {
          version: name(now),
          name: now.created_by ?? '—',
          at: formatDateTime(now.created_at, i18n.language),
        })}
      </p>
      <p>{t('overtaken.hint')}</p>
      {before !== null && <Changes before={before.mapping} after={now.mapping} />}
    </div>
  )
}

import { useTranslation } from 'react-i18next'
import { StatusMark } from '@/components/StatusMark'
import type { FileState } from './api'

/** What stands against opening a file; nothing when it can be opened. */
export function FileMark({ state }: { state: FileState }) {
  const { t } = useTranslation('attachments')
  if (state === 'ready') return null
  return <StatusMark level={state === 'deleted' ? 'none' : 'watch'}>{t(`state.${state}`)}</StatusMark>
}

/** The size of a file as people say it. */
export function sizeOf(bytes: number): string {
  const kilo = bytes / 1024
  return kilo < 1024 ? `${Math.max(1, Math.round(kilo))} KB` : `${(kilo / 1024).toFixed(1)} MB`
}

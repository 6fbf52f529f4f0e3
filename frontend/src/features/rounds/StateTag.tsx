import { useTranslation } from 'react-i18next'
import { Tag } from '@/components/PageHeader'
import type { RoundState } from './api'

/** The state of a round in a box; filled while people can answer. */
export function StateTag({ state }: { state: RoundState }) {
  const { t } = useTranslation('rounds')
  return <Tag strong={state === 'open'}>{t(`state.${state}`)}</Tag>
}

import { useTranslation } from 'react-i18next'
import type { StatusLevel } from '@/components/StatusMark'
import type { ClientState, Scope } from './api'

/** What a client system may be given, in the order of the form. */
export const SCOPES = [
  'complaints:create',
  'complaints:read',
  'complaints:transition',
  'attachments:write',
  'open311',
  'records:write',
  'records:read',
  'bulk:write',
  'events:read',
  'webhooks:manage',
  'stats:read',
] as const satisfies Scope[]

export const LEVELS: Record<ClientState, StatusLevel> = { active: 'done', expired: 'watch', disabled: 'none' }

/** A scope in one word, and in a sentence that says what it opens. A colon would begin a namespace of texts. */
export function useScopeWords() {
  const { t } = useTranslation('clients')
  const key = (scope: Scope) => scope.replace(':', '_') as 'open311' // one of the keys
  return {
    short: (scope: Scope) => t(`scope.${key(scope)}`),
    opens: (scope: Scope) => t(`opens.${key(scope)}`),
  }
}

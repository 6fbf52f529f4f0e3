import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '@/api/client'
import type { components } from '@/api/schema.gen'

export type SecurityCheck = components['schemas']['SecurityCheckOut']
export type Finding = components['schemas']['SecurityFindingOut']
export type FindingState = components['schemas']['SecurityState']

/** The texts come in the reader's language. */
export const useSecurityCheck = (language: string) =>
  useQuery({
    queryKey: ['security-check', language],
    queryFn: () => unwrap(api.GET('/api/v1/system/security-check')),
  })

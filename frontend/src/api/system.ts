import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from './client'
import type { components } from './schema.gen'

export type SystemInfo = components['schemas']['SystemInfo']

/** What this installation is called and whether its data is invented. */
export function useSystemInfo(): SystemInfo | undefined {
  return useQuery({
    queryKey: ['system', 'info'],
    queryFn: () => unwrap(api.GET('/api/v1/system/info')),
    staleTime: Infinity,
  }).data
}

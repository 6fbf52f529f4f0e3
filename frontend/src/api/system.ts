import { useQuery } from '@tanstack/react-query'
import { send } from './client'

export interface SystemInfo {
  name: string
  site_name: string
  version: string
  env: string
  demo: boolean
}

/** What this installation is called and whether its data is invented. */
export function useSystemInfo(): SystemInfo | undefined {
  return useQuery({
    queryKey: ['system', 'info'],
    queryFn: () => send<SystemInfo>('GET', '/system/info'),
    staleTime: Infinity,
  }).data
}

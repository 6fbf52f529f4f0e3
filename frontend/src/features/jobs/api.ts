import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '@/api/client'
import type { components } from '@/api/schema.gen'

export type Job = components['schemas']['JobOut']

export const isOver = (job: Job): boolean => job.state === 'done' || job.state === 'failed'

/** A job, asked for again and again until it is over. */
export const useJob = (id: string) =>
  useQuery({
    queryKey: ['jobs', id],
    queryFn: () => unwrap(api.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: id } } })),
    refetchInterval: ({ state: { data } }) => (data && isOver(data) ? false : 1_000),
    staleTime: 0,
  })

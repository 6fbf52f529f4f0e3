import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '@/api/client'
import type { components } from '@/api/schema.gen'

type Schemas = components['schemas']
export type Report = Schemas['RetaliationOut']

export const REPORTS = ['retaliation-reports'] as const

const at = (id: string) => ({ path: { report_id: id } })

export const useReports = () =>
  useQuery({ queryKey: REPORTS, queryFn: () => unwrap(api.GET('/api/v1/retaliation-reports')) })

export const takeReport = (id: string) =>
  unwrap(api.POST('/api/v1/retaliation-reports/{report_id}/take', { params: at(id) }))

export const settleReport = (id: string, outcome: string) =>
  unwrap(api.POST('/api/v1/retaliation-reports/{report_id}/settle', { params: at(id), body: { outcome } }))

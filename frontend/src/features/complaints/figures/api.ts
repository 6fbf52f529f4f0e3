import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '@/api/client'
import type { components, operations } from '@/api/schema.gen'

type Schemas = components['schemas']
export type Figures = Schemas['FiguresOut']
export type FigureRow = Schemas['FigureRow']
export type Dimension = Schemas['Dimension']
export type FiguresQuery = NonNullable<operations['complaints_read_figures']['parameters']['query']>

export const useFigures = (query: FiguresQuery, enabled: boolean) =>
  useQuery({
    queryKey: ['complaint-figures', query],
    queryFn: () => unwrap(api.GET('/api/v1/complaint-figures', { params: { query } })),
    placeholderData: (before) => before,
    enabled,
  })

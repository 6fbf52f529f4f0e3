import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, unwrap } from '@/api/client'
import type { components, operations } from '@/api/schema.gen'

type Schemas = components['schemas']
export type Notice = Schemas['NoticeOut']
export type NoticeSort = Schemas['NoticeSort']
type NoticeQuery = NonNullable<operations['notices_list_notices']['parameters']['query']>

/** Begins the key of every query about notices. */
export const NOTICES = ['notices'] as const

const POLL = 60_000
/** Without a key or a click for so long the page stops asking, so that a page left open does not keep a session alive. */
const ATTENDED = 30 * 60_000

export const useNotices = (query: NoticeQuery, language: string) =>
  useQuery({
    queryKey: [...NOTICES, 'list', query, language],
    queryFn: () => unwrap(api.GET('/api/v1/notices', { params: { query } })),
    placeholderData: (before) => before,
  })

/** How many notices are unread: asked every minute while the page is seen and used, and when it is returned to. */
export function useUnread() {
  const unread = useQuery({
    queryKey: [...NOTICES, 'unread'],
    queryFn: () => unwrap(api.GET('/api/v1/notices/unread-count')),
    refetchInterval: () => (Date.now() - lastUsed < ATTENDED ? POLL : false),
    refetchOnWindowFocus: 'always',
  })
  const { refetch } = unread
  useEffect(() => {
    const used = () => {
      const before = lastUsed
      lastUsed = Date.now()
      if (lastUsed - before >= ATTENDED) void refetch()
    }
    lastUsed = Date.now()
    addEventListener('pointerdown', used)
    addEventListener('keydown', used)
    return () => {
      removeEventListener('pointerdown', used)
      removeEventListener('keydown', used)
    }
  }, [refetch])
  return unread.data
}

let lastUsed = 0

export const markRead = (id: string) =>
  unwrap(api.POST('/api/v1/notices/{notice_id}/read', { params: { path: { notice_id: id } } }))

export const markAllRead = (until: string) =>
  unwrap(api.POST('/api/v1/notices/read-all', { body: { until } }))

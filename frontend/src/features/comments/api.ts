import { useQuery } from '@tanstack/react-query'
import { api, etagOf, unwrap } from '@/api/client'
import type { components, operations } from '@/api/schema.gen'

type Schemas = components['schemas']
export type Comment = Schemas['CommentOut']
export type Desk = Schemas['CommentDesk']
export type Summary = Schemas['CommentsSummary']
export type Counts = Schemas['CommentCounts']
export type Topic = Schemas['CommentTopicOut']
export type CommentDecisionIn = Schemas['CommentDecisionIn']
export type Decision = Schemas['CommentDecided']
export type WithheldReason = Schemas['WithheldReason']
type Query = NonNullable<operations['comments_list_comments']['parameters']['query']>

/** Begins the key of every query about the comments of a round. */
export const commentsKey = (roundId: string) => ['comments', roundId] as const
export const TOPICS = ['comment-topics'] as const

/** While the program has not looked through all of them. */
const AGAIN = 2_000
const path = (roundId: string) => ({ path: { round_id: roundId } })

export function useSummary(roundId: string, enabled = true) {
  return useQuery({
    queryKey: [...commentsKey(roundId), 'summary'],
    queryFn: () => unwrap(api.GET('/api/v1/rounds/{round_id}/comments/summary', { params: path(roundId) })),
    refetchInterval: ({ state: { data } }) => (data?.progress?.unprepared ? AGAIN : false),
    enabled,
  })
}

export const listKey = (roundId: string, query: Query) => [...commentsKey(roundId), 'list', query] as const

export function useComments(roundId: string, query: Query) {
  return useQuery({
    queryKey: listKey(roundId, query),
    queryFn: () =>
      unwrap(api.GET('/api/v1/rounds/{round_id}/comments', { params: { ...path(roundId), query } })),
    placeholderData: (before) => before,
  })
}

export function useCounts(roundId: string) {
  return useQuery({
    queryKey: [...commentsKey(roundId), 'counts'],
    queryFn: () => unwrap(api.GET('/api/v1/rounds/{round_id}/comments/counts', { params: path(roundId) })),
  })
}

/** The published rounds in which something was released about a unit. */
export function useOfUnit(unitId: string) {
  return useQuery({
    queryKey: ['comments', 'unit', unitId],
    queryFn: () =>
      unwrap(api.GET('/api/v1/units/{unit_id}/comments', { params: { path: { unit_id: unitId } } })),
  })
}

export function useTopics() {
  return useQuery({ queryKey: TOPICS, queryFn: () => unwrap(api.GET('/api/v1/comment-topics')) })
}

const replacing = (roundId: string, comment: Comment) => ({
  path: { round_id: roundId, comment_id: comment.id },
  header: { 'If-Match': etagOf(comment.desk?.version ?? 0) },
})

export const startPreparation = (roundId: string) =>
  unwrap(api.POST('/api/v1/rounds/{round_id}/comments/preparation', { params: path(roundId) }))

export const decide = (roundId: string, comment: Comment, body: CommentDecisionIn) =>
  unwrap(
    api.POST('/api/v1/rounds/{round_id}/comments/{comment_id}/decision', {
      params: replacing(roundId, comment),
      body,
    }),
  )

/** The same for several, each by the version that is shown. */
export const releaseMany = (roundId: string, comments: readonly Comment[]) =>
  unwrap(
    api.POST('/api/v1/rounds/{round_id}/comments/decisions', {
      params: path(roundId),
      body: {
        state: 'released',
        words: '',
        items: comments.map(({ id, desk }) => ({ id, version: desk?.version ?? 0 })),
      },
    }),
  )

export const setTopics = (roundId: string, comment: Comment, topics: string[]) =>
  unwrap(
    api.PUT('/api/v1/rounds/{round_id}/comments/{comment_id}/topics', {
      params: replacing(roundId, comment),
      body: { topics },
    }),
  )

export const addTopic = (body: Schemas['CommentTopicIn']) =>
  unwrap(api.POST('/api/v1/comment-topics', { body }))

export const editTopic = (topic: Topic, version: number, body: Schemas['CommentTopicPatch']) =>
  unwrap(
    api.PATCH('/api/v1/comment-topics/{topic_id}', {
      params: { path: { topic_id: topic.id }, header: { 'If-Match': etagOf(version) } },
      body,
    }),
  )

import { useQueryClient } from '@tanstack/react-query'
import { type Comment, commentsKey, listKey, type CommentDecisionIn } from './api'
import { decide, setTopics } from './api'

type Query = Parameters<typeof listKey>[1]
type Page = { items: Comment[] }

export interface Desk {
  decide: (comment: Comment, body: CommentDecisionIn) => Promise<void>
  code: (comment: Comment, topics: string[]) => Promise<void>
  /** Read everything again. */
  refresh: () => Promise<void>
}

/**
 * Decisions on the comments of the page that is shown. A comment that was decided stays in its place until the page is
 * left, so that nothing moves under the hand and a mistake is mended where it happened.
 */
export function useDesk(roundId: string, query: Query): Desk {
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries({ queryKey: commentsKey(roundId) })
  const put = async (after: Comment) => {
    queries.setQueryData<Page>(
      listKey(roundId, query),
      (page) => page && { ...page, items: page.items.map((one) => (one.id === after.id ? after : one)) },
    )
    await Promise.all(
      ['summary', 'counts'].map((part) =>
        queries.invalidateQueries({ queryKey: [...commentsKey(roundId), part] }),
      ),
    )
  }
  const change = async (work: Promise<Comment>) => {
    try {
      await put(await work)
    } catch (error) {
      await refresh() // somebody else may have decided meanwhile
      throw error
    }
  }
  return {
    decide: (comment, body) => change(decide(roundId, comment, body)),
    code: (comment, topics) => change(setTopics(roundId, comment, topics)),
    refresh,
  }
}

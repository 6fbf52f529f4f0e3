import { useSyncExternalStore } from 'react'

/** A question to the person, whether they are who they logged in as; all requests that wait for it share it. */
interface Question {
  answer: (shown: boolean) => void
  answered: Promise<boolean>
}

let question: Question | null = null
const listeners = new Set<() => void>()

function ask(next: Question | null): void {
  question = next
  for (const listener of listeners) listener()
}

/** Ask the person in a dialog to show who they are; true when they have, false when they would rather not. */
export function showAgain(): Promise<boolean> {
  if (question === null) {
    let answer: (shown: boolean) => void = () => undefined
    const answered = new Promise<boolean>((resolve) => {
      answer = (shown) => {
        ask(null)
        resolve(shown)
      }
    })
    // Without the dialog (a page before login) nobody could answer.
    if (listeners.size === 0) return Promise.resolve(false)
    ask({ answer, answered })
    return answered
  }
  return question.answered
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) question?.answer(false)
  }
}

/** For the dialog: how to answer the question; null while there is none. */
export function useStepUp(): ((shown: boolean) => void) | null {
  return useSyncExternalStore(listen, () => question)?.answer ?? null
}

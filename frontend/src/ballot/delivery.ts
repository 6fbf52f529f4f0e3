import type { FinalReason, Refusal, Rejection, Setback } from './api'

const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 30_000

export type Delivered = { kind: 'accepted' } | { kind: 'final'; reason: FinalReason } | Rejection

/** How long to wait before the next attempt: doubling up to half a minute, spread so that a hall does not retry as one. */
export function backoffMs(attempt: number, random = Math.random): number {
  const base = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt)
  return Math.round(base * (0.75 + random() / 2))
}

/**
 * Sends until the server gives an answer that stands. A lost connection, a broken server and "not now" are
 * reported and tried again after `pause`; the same nonce makes the repetition harmless.
 */
export async function deliver(
  send: () => Promise<{ kind: 'accepted' } | Refusal>,
  pause: (ms: number) => Promise<void>,
  report: (setback: Setback) => void,
): Promise<Delivered> {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await send()
    if (outcome.kind === 'accepted' || outcome.kind === 'final' || outcome.kind === 'rejected') return outcome
    report(outcome)
    await pause(outcome.kind === 'wait' ? outcome.seconds * 1000 : backoffMs(attempt))
  }
}

/** A pause that a tap on the button, or the network coming back, can cut short. */
export class Pause {
  #end: (() => void) | null = null

  readonly start = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => this.cut(), ms)
      this.#end = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  readonly cut = (): void => {
    const end = this.#end
    this.#end = null
    end?.()
  }
}

import { backoffMs } from '../ballot/delivery'
import type { Outcome, Receipt, Rejection, Setback } from './api'

export type Delivered = { kind: 'done'; answer: Receipt } | Rejection

/** Sends a complaint until an answer stands. The same key makes the repetition harmless. */
export async function deliver(
  send: () => Promise<Outcome<Receipt>>,
  pause: (ms: number) => Promise<void>,
  report: (setback: Setback) => void,
): Promise<Delivered> {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await send()
    if (outcome.kind === 'done' || outcome.kind === 'rejected') return outcome
    report(outcome)
    await pause(outcome.kind === 'wait' ? outcome.seconds * 1000 : backoffMs(attempt))
  }
}

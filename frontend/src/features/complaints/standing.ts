import type { Basis, CaseDetail, CaseState, TransferOrder } from './api'
import { isStep, type StepName } from './forms'

type Can = (permission: string) => boolean

const HANDLED: CaseState[] = ['accepted', 'dispatched', 'handling', 'reply_review']
/** Ends that may be named in public. */
const PUBLIC: CaseState[] = ['closed', 'not_accepted', 'transferred_out', 'terminated']
const LIVE: TransferOrder['state'][] = ['sent', 'signed', 'answered']

/** Orders that are with their units. */
export const liveOrders = ({ content }: CaseDetail): TransferOrder[] =>
  (content?.orders ?? []).filter(({ state }) => LIVE.includes(state))

/** Whether a unit has its order back, or it was called off. */
export const isOver = ({ state }: TransferOrder): boolean => state === 'returned' || state === 'cancelled'

/** What stands against an action; empty: nothing. Undefined where it has no place. */
export const against = (detail: CaseDetail, name: string): string[] | undefined =>
  detail.actions.find(({ action }) => action === name)?.reasons

const allows = (detail: CaseDetail, name: string): boolean => against(detail, name)?.length === 0

/**
 * What can be done beside the actions of the table. The server has no list of it: who works on the case may, in the
 * states that it has a place in; the server refuses the rest with its reasons.
 */
export function besides(detail: CaseDetail, can: Can): StepName[] {
  const { header, content, handling, requests } = detail
  const works = content !== null && can('complaint.handle')
  const handled = HANDLED.includes(header.state)
  const pending = (kind: string) => requests.some((one) => one.kind === kind && one.state === 'pending')
  const own = handling === 'self'
  const reach = content === null ? !can('complaint.handle') : liveOrders(detail).length > 0 || own
  const steps: [StepName, boolean][] = [
    ['callbacks', works && header.state === 'replied' && detail.against_callback.length === 0],
    ['supervision_orders', can('complaint.remind') && handled && header.state !== 'accepted' && reach],
    ['extensions', works && own && header.state === 'handling' && !pending('extension')],
    ['pauses', works && handled && !pending('pause')],
    ['terminations', works && handled && !pending('termination')],
    ['identity_accesses', works && header.mode !== 'anonymous'],
    ['notes', works],
    ['edit', works],
    ['assign', can('complaint.decide')],
    ['conflicts', works],
    ['hold', can('complaint.decide') && !detail.held && detail.text_erased_at === null],
    ['release_hold', can('complaint.decide') && detail.held],
    ['publish', can('complaint.decide') && !detail.publishable && PUBLIC.includes(header.state)],
    ['unpublish', can('complaint.decide') && detail.publishable],
  ]
  return steps.filter(([, may]) => may).map(([name]) => name)
}

export interface Next {
  /** Under this name the texts of the step are found. */
  key:
    | 'take'
    | 'decide'
    | 'accept'
    | 'dispatch'
    | 'self_handle'
    | 'redispatch'
    | 'submit_result'
    | 'issue_reply'
    | 'callback'
    | 'rework'
    | 'close'
    | 'review'
    | 'confirm_receipt'
    | 'waitDecision'
    | 'waitComplainant'
    | 'waitDispatch'
    | 'waitSign'
    | 'waitUnit'
    | 'waitReply'
    | 'waitReview'
    | 'waitRating'
    | 'over'
  /** The step to take, and its alternatives. */
  steps: StepName[]
}

/** The one next step of the reader; what is waited for, where it is somebody else's. */
export function nextOf(detail: CaseDetail, can: Can): Next {
  const { header, content, requests } = detail
  const steps = (...names: StepName[]) => names.filter((name) => allows(detail, name))
  if (content === null && header.officer_id === null && can('complaint.handle'))
    return { key: 'take', steps: [] }
  if (requests.some(({ may_decide }) => may_decide)) return { key: 'decide', steps: [] }
  const remind: StepName[] = besides(detail, can).filter((name) => name === 'supervision_orders')
  switch (header.state) {
    case 'registered':
      return allows(detail, 'accept')
        ? { key: 'accept', steps: steps('accept', 'refuse') }
        : { key: 'waitDecision', steps: steps('ask_supplement') }
    case 'supplementing':
      return { key: 'waitComplainant', steps: steps('supplement') }
    case 'accepted':
      if (allows(detail, 'self_handle')) return { key: 'self_handle', steps: ['self_handle'] }
      if (allows(detail, 'dispatch')) return { key: 'dispatch', steps: ['dispatch'] }
      return { key: 'waitDispatch', steps: [] }
    case 'dispatched':
    case 'handling':
      if (allows(detail, 'redispatch')) return { key: 'redispatch', steps: ['redispatch'] }
      if (allows(detail, 'submit_result')) return { key: 'submit_result', steps: ['submit_result'] }
      return { key: header.state === 'dispatched' ? 'waitSign' : 'waitUnit', steps: remind }
    case 'reply_review':
      return allows(detail, 'issue_reply')
        ? { key: 'issue_reply', steps: steps('issue_reply', 'send_back') }
        : { key: 'waitReply', steps: steps('send_back') }
    case 'replied':
      return afterReply(detail, can)
    case 'reviewing':
      return allows(detail, 'uphold')
        ? { key: 'review', steps: steps('uphold', 'overturn') }
        : { key: 'waitReview', steps: [] }
    case 'transferred_out':
      return allows(detail, 'confirm_receipt')
        ? { key: 'confirm_receipt', steps: ['confirm_receipt'] }
        : { key: 'over', steps: [] }
    default:
      return { key: 'over', steps: [] }
  }
}

/**
 * A dissatisfied complainant whose cause lies with the unit comes first, then the callback, then closing. Who cannot be
 * called back has the whole time to rate.
 */
function afterReply(detail: CaseDetail, can: Can): Next {
  const { cycle } = detail.header
  const callbacks = detail.content?.callbacks.filter((one) => one.cycle === cycle) ?? []
  const subjective = callbacks.filter(({ cause }) => cause !== null).at(-1)?.cause === 'subjective'
  if (subjective && allows(detail, 'rework')) return { key: 'rework', steps: ['rework'] }
  const reachable = detail.header.mode !== 'anonymous'
  if ((callbacks.length > 0 || !reachable) && allows(detail, 'close'))
    return { key: 'close', steps: ['close'] }
  if (!reachable) return { key: 'waitRating', steps: [] }
  return { key: 'callback', steps: besides(detail, can).filter((name) => name === 'callbacks') }
}

/** The actions that are possible now, without those of `next` and those that are decided where they were asked for. */
export function otherSteps(detail: CaseDetail, next: Next): StepName[] {
  return detail.actions
    .filter(({ reasons }) => reasons.length === 0)
    .map(({ action }) => action)
    .filter(isStep)
    .filter((name) => name !== 'terminate' && !next.steps.includes(name))
}

/** What a second person decides on that somebody else wrote; a termination is decided where it was asked for. */
const JUDGED: readonly string[] = ['refuse', 'issue_reply', 'uphold', 'overturn']

/** Whether there is something to decide for a reader who does not see what was written. */
export const isBlind = (detail: CaseDetail): boolean =>
  detail.content === null &&
  (JUDGED.some((name) => allows(detail, name)) || detail.requests.some(({ may_decide }) => may_decide))

/** Nobody decides on what they have not read. */
export const isUnread = ({ content }: CaseDetail, basis: Basis | null, name: StepName): boolean =>
  content === null && basis === null && JUDGED.includes(name)

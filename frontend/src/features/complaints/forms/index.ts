import { editCase } from '../api'
import type { StepForm } from '../StepDialog'
import * as asking from './asking'
import * as closing from './closing'
import * as deciding from './deciding'
import { noteOf } from './fields'
import * as handling from './handling'

/** The form of each step, by its name: the actions of the table, and what is done beside them. */
export const FORMS = {
  accept: {
    Fields: deciding.Accept,
    initial: ({ header }) => ({ handling: 'passed', summary: header.summary, unit_id: header.unit_id }),
  },
  refuse: { Fields: deciding.Refuse },
  transfer_out: { Fields: deciding.TransferOut },
  confirm_receipt: { Fields: noteOf('receiptNote') },
  ask_supplement: { Fields: deciding.AskSupplement, initial: () => ({ missing: [''] }) },
  supplement: { Fields: deciding.Supplement },
  merge: { Fields: deciding.Merge },
  dispatch: {
    Fields: handling.Dispatch,
    initial: ({ header }) => firstOrder(header.unit_id, header.summary),
  },
  redispatch: { Fields: handling.Redispatch, initial: ({ header }) => firstOrder(null, header.summary) },
  self_handle: { Fields: handling.SelfHandle, body: (values) => ({ no_conflict: false, ...values }) },
  submit_result: {
    Fields: handling.Result,
    initial: ({ content, header }) => ({ ...content?.results.find(({ cycle }) => cycle === header.cycle) }),
    body: ({ conclusion, findings, measures, reply }) => ({
      conclusion,
      findings,
      measures: measures ?? '',
      reply,
    }),
  },
  issue_reply: {
    Fields: handling.IssueReply,
    initial: ({ content }, basis) => ({ reply: content?.results.at(-1)?.reply ?? basis?.reply }),
  },
  send_back: { Fields: noteOf('reason') },
  callbacks: { Fields: closing.Callback },
  rework: { Fields: closing.Rework, initial: () => ({ cause: 'subjective' }) },
  close: { Fields: noteOf('note', true) },
  withdraw: { Fields: closing.Withdraw },
  terminate: { Fields: noteOf('reason') },
  ask_review: { Fields: noteOf('reason') },
  uphold: { Fields: noteOf('reason') },
  overturn: { Fields: noteOf('reason') },
  take_over: { Fields: noteOf('reason') },
  notes: { Fields: noteOf('fileNote') },
  pauses: { Fields: asking.AskPause },
  terminations: { Fields: asking.AskTermination },
  extensions: { Fields: asking.AskExtension },
  identity_accesses: { Fields: asking.AskIdentity },
  supervision_orders: { Fields: asking.Supervise, initial: () => ({ level: 'remind', within: 3 }) },
  assign: { Fields: asking.Assign },
  conflicts: { Fields: asking.Conflict },
  hold: { Fields: asking.Reason },
  release_hold: { Fields: asking.Reason },
  publish: { Fields: asking.Reason },
  unpublish: { Fields: asking.Reason },
  edit: {
    Fields: asking.Edit,
    initial: ({ header: { summary, category, unit_id } }) => ({ summary, category, unit_id }),
    send: (id, version, values) => editCase(id, version, values),
  },
} satisfies Record<string, StepForm>

export type StepName = keyof typeof FORMS

export const isStep = (name: string): name is StepName => name in FORMS

function firstOrder(unit_id: string | null, matter: string) {
  return { lead: { unit_id, matter }, joint: [] }
}

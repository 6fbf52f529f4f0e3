import type adapters from './locales/zh-CN/adapters.json'
import type attachments from './locales/zh-CN/attachments.json'
import type audit from './locales/zh-CN/audit.json'
import type auth from './locales/zh-CN/auth.json'
import type calendar from './locales/zh-CN/calendar.json'
import type clients from './locales/zh-CN/clients.json'
import type collection from './locales/zh-CN/collection.json'
import type comments from './locales/zh-CN/comments.json'
import type common from './locales/zh-CN/common.json'
import type complaintFigures from './locales/zh-CN/complaintFigures.json'
import type complaints from './locales/zh-CN/complaints.json'
import type dashboard from './locales/zh-CN/dashboard.json'
import type jobs from './locales/zh-CN/jobs.json'
import type notices from './locales/zh-CN/notices.json'
import type oversight from './locales/zh-CN/oversight.json'
import type policies from './locales/zh-CN/policies.json'
import type publication from './locales/zh-CN/publication.json'
import type retaliation from './locales/zh-CN/retaliation.json'
import type rights from './locales/zh-CN/rights.json'
import type results from './locales/zh-CN/results.json'
import type rounds from './locales/zh-CN/rounds.json'
import type screening from './locales/zh-CN/screening.json'
import type security from './locales/zh-CN/security.json'
import type transfers from './locales/zh-CN/transfers.json'
import type units from './locales/zh-CN/units.json'
import type users from './locales/zh-CN/users.json'
import type webhooks from './locales/zh-CN/webhooks.json'

// The Chinese texts say which keys there are; a key that is missing does not compile.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: {
      common: typeof common
      adapters: typeof adapters
      attachments: typeof attachments
      audit: typeof audit
      auth: typeof auth
      calendar: typeof calendar
      clients: typeof clients
      collection: typeof collection
      comments: typeof comments
      complaintFigures: typeof complaintFigures
      complaints: typeof complaints
      dashboard: typeof dashboard
      jobs: typeof jobs
      notices: typeof notices
      oversight: typeof oversight
      policies: typeof policies
      publication: typeof publication
      results: typeof results
      retaliation: typeof retaliation
      rights: typeof rights
      rounds: typeof rounds
      screening: typeof screening
      security: typeof security
      transfers: typeof transfers
      units: typeof units
      users: typeof users
      webhooks: typeof webhooks
    }
  }
}

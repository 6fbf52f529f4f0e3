import type auth from './locales/zh-CN/auth.json'
import type common from './locales/zh-CN/common.json'
import type dashboard from './locales/zh-CN/dashboard.json'
import type jobs from './locales/zh-CN/jobs.json'
import type results from './locales/zh-CN/results.json'
import type units from './locales/zh-CN/units.json'
import type users from './locales/zh-CN/users.json'

// The Chinese texts say which keys there are; a key that is missing does not compile.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: {
      common: typeof common
      auth: typeof auth
      dashboard: typeof dashboard
      jobs: typeof jobs
      results: typeof results
      units: typeof units
      users: typeof users
    }
  }
}

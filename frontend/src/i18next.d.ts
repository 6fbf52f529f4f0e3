import type texts from './locales/zh-CN'

// The Chinese texts say which keys there are; a key that is missing does not compile.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: typeof texts
  }
}

import { ConfigProvider } from 'antd'
import type { Locale } from 'antd/es/locale'
import zhCN from 'antd/locale/zh_CN'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { theme } from './theme'

/** Look and language of the antd parts. */
export function AntdSettings({ nonce, children }: { nonce: string; children: ReactNode }) {
  const { i18n } = useTranslation()
  const [english, setEnglish] = useState<Locale>()
  const chinese = i18n.language !== 'en'
  useEffect(() => {
    if (!chinese) void import('antd/locale/en_US').then((module) => setEnglish(module.default))
  }, [chinese])
  return (
    <ConfigProvider
      theme={theme}
      locale={chinese ? zhCN : (english ?? zhCN)}
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
      // What pops up from a dialog must lie in it: the page below takes no input, and the dialog is above all.
      getPopupContainer={(trigger) => trigger?.closest('dialog') ?? document.body}
    >
      {children}
    </ConfigProvider>
  )
}

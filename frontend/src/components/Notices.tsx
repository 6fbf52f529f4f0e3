import { createContext, useCallback, useContext, useEffect, useState, type ReactNode } from 'react'
import './page.css'

const NoticeContext = createContext<(text: string) => void>(() => undefined)

/** Says that something was done: `const notice = useNotice(); notice(t('saved'))`. */
export function useNotice(): (text: string) => void {
  return useContext(NoticeContext)
}

/** Where notices appear: one line, read out by screen readers, gone after a while. Errors are not notices. */
export function Notices({ children }: { children: ReactNode }) {
  const [notice, setNotice] = useState<{ text: string } | null>(null)
  const tell = useCallback((text: string) => setNotice({ text }), [])
  useEffect(() => {
    if (notice === null) return
    const timer = setTimeout(() => setNotice(null), 6_000)
    return () => clearTimeout(timer)
  }, [notice])
  return (
    <NoticeContext value={tell}>
      {children}
      <div role="status" className="py-notices">
        {notice && <p className="py-notice">{notice.text}</p>}
      </div>
    </NoticeContext>
  )
}

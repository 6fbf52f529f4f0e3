import type { ReactNode } from 'react'
import './status.css'

export type StatusLevel = 'none' | 'watch' | 'overdue' | 'done'

const SHAPES: Record<StatusLevel, ReactNode> = {
  none: <circle cx="5" cy="5" r="4" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  watch: <path d="M5 .8 9.4 9H.6Z" fill="var(--py-watch-fill)" stroke="var(--py-watch)" />,
  overdue: <rect x=".5" y=".5" width="9" height="9" fill="currentColor" />,
  done: <path d="m1 5.4 2.7 2.8L9 2" fill="none" stroke="currentColor" strokeWidth="1.8" />,
}

/** A state as shape, word and colour; shape and word alone are enough. */
export function StatusMark({ level, children }: { level: StatusLevel; children: ReactNode }) {
  return (
    <span className={`py-status py-status-${level}`}>
      <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
        {SHAPES[level]}
      </svg>
      <span>{children}</span>
    </span>
  )
}

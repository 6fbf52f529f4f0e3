import type { ReactNode } from 'react'
import './page.css'

interface Props {
  title: string
  /** What to do first. */
  hint?: ReactNode
  actions?: ReactNode
}

/** Nothing to show yet, or nothing that fits. */
export function EmptyState({ title, hint, actions }: Props) {
  return (
    <div className="py-empty">
      <p className="py-empty-title">{title}</p>
      {hint !== undefined && <p>{hint}</p>}
      {actions !== undefined && <div className="py-actions">{actions}</div>}
    </div>
  )
}

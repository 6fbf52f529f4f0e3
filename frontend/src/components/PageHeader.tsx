import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useSystemInfo } from '@/api/system'
import './page.css'

export interface Crumb {
  text: string
  to: string
}

interface Props {
  title: string
  /** The pages above this one, outermost first. */
  crumbs?: Crumb[]
  /** Small labels beside the title: see Tag. */
  tags?: ReactNode
  /** One line of facts beside the tags. */
  facts?: ReactNode
  actions?: ReactNode
}

/** The head of a page: the way here, its only h1 (which also names the tab), what can be done. */
export function PageHeader({ title, crumbs = [], tags, facts, actions }: Props) {
  const { t } = useTranslation()
  const site = useSystemInfo()?.site_name
  return (
    <div className="py-page-header">
      <title>{[title, site, t('app.name')].filter(Boolean).join(' - ')}</title>
      {crumbs.length > 0 && (
        <nav className="py-crumbs" aria-label={t('page.crumbs')}>
          <ol>
            {crumbs.map(({ text, to }) => (
              <li key={to}>
                <Link to={to}>{text}</Link>
              </li>
            ))}
            <li aria-current="page">{title}</li>
          </ol>
        </nav>
      )}
      <div className="py-title-row">
        <h1>{title}</h1>
        {tags}
        {facts !== undefined && <span className="py-facts">{facts}</span>}
        {actions !== undefined && <div className="py-actions">{actions}</div>}
      </div>
    </div>
  )
}

/** A label in a box; `strong` is filled. */
export function Tag({ children, strong = false }: { children: ReactNode; strong?: boolean }) {
  return <span className={strong ? 'py-tag py-tag-strong' : 'py-tag'}>{children}</span>
}

interface PanelProps {
  title?: string
  /** A grey line beside the title. */
  note?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** A part of a page with its own h2. */
export function Panel({ title, note, actions, children }: PanelProps) {
  return (
    <section className="py-panel" aria-label={title}>
      {title !== undefined && (
        <div className="py-panel-head">
          <h2>{title}</h2>
          {note !== undefined && <span className="py-facts">{note}</span>}
          {actions !== undefined && <div className="py-actions">{actions}</div>}
        </div>
      )}
      {children}
    </section>
  )
}

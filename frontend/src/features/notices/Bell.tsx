import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useUnread } from './api'
import './notices.css'

/** Above this the number is not said: the server counts no further than 100. */
const SAID = 99

/** The way to the notices, with the number of unread ones. */
export function Bell() {
  const { t } = useTranslation()
  const count = useUnread()?.count ?? 0
  const text = count > SAID ? `${SAID}+` : String(count)
  return (
    <Link
      to="/notices"
      className="py-header-button py-bell"
      aria-label={count === 0 ? t('notices.none') : t('notices.unread', { text })}
    >
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
        <path
          d="M10 2.5a5 5 0 0 0-5 5c0 4-1.5 5.5-2 6.5h14c-.5-1-2-2.5-2-6.5a5 5 0 0 0-5-5ZM8 16.5a2 2 0 0 0 4 0"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinejoin="round"
        />
      </svg>
      {count > 0 && (
        <span className="py-bell-count" aria-hidden="true">
          {text}
        </span>
      )}
    </Link>
  )
}

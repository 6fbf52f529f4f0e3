import { useEffect, useId, useRef, type ReactNode, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import './dialog.css'

interface Props {
  title: string
  onClose: () => void
  /** `box` in the middle of the page, or a `drawer` from the side (`menu`: from the left). */
  kind?: 'box' | 'drawer' | 'menu'
  children: ReactNode
  /** The buttons below. */
  footer?: ReactNode
  /** What is focused first; otherwise the first control. */
  initialFocus?: RefObject<HTMLElement | null>
}

/** A modal dialog, open for as long as it is rendered. The browser keeps the focus inside and gives it back. */
export function Dialog({ title, onClose, kind = 'box', children, footer, initialFocus }: Props) {
  const { t } = useTranslation()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const before = document.activeElement
    const element = dialog.current
    if (element && !element.open) element.showModal()
    initialFocus?.current?.focus()
    return () => {
      element?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [initialFocus])
  return (
    <dialog
      ref={dialog}
      className={`py-dialog py-dialog-${kind}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClose={({ currentTarget }) => {
        // Browsers close a dialog whose wish to close was refused twice; what is open here must know.
        if (!currentTarget.open && currentTarget.isConnected) onClose()
      }}
    >
      <div className="py-dialog-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" className="py-icon-button" onClick={onClose} aria-label={t('action.close')}>
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d="m3 3 10 10M13 3 3 13" stroke="currentColor" strokeWidth="1.6" />
          </svg>
        </button>
      </div>
      <div className="py-dialog-body">{children}</div>
      {footer !== undefined && <div className="py-dialog-foot">{footer}</div>}
    </dialog>
  )
}

import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import './dialog.css'

interface Props {
  label: ReactNode
  /** Class of the button; the panel hangs below it. */
  className?: string
  /** Given a function that closes the panel. */
  children: (close: () => void) => ReactNode
}

/** A button that shows a small panel below it; Escape, leaving it and a click elsewhere close it. */
export function Disclosure({ label, className = 'py-button', children }: Props) {
  const [open, setOpen] = useState(false)
  const [side, setSide] = useState<'left' | 'right'>('left')
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const panel = useId()
  useEffect(() => {
    if (!open) return
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false)
    }
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      setOpen(false)
      button.current?.focus()
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('focusin', outside)
    document.addEventListener('keydown', escape)
    return () => {
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('focusin', outside)
      document.removeEventListener('keydown', escape)
    }
  }, [open])
  const toggle = () => {
    // The panel extends from the button towards the middle of the page, so that it stays on it.
    const box = button.current?.getBoundingClientRect()
    setSide(box && box.left + box.right > window.innerWidth ? 'right' : 'left')
    setOpen(!open)
  }
  return (
    <div className="py-disclosure" ref={root}>
      <button
        type="button"
        ref={button}
        className={className}
        aria-expanded={open}
        aria-controls={panel}
        onClick={toggle}
      >
        {label}
      </button>
      <div id={panel} hidden={!open} className={`py-disclosure-panel py-align-${side}`}>
        {children(() => setOpen(false))}
      </div>
    </div>
  )
}

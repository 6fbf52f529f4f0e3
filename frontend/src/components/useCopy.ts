import { useState } from 'react'

/** Copying to the clipboard, with what became of it. Where the browser refuses (plain http), the text stays to be selected. */
export function useCopy(): { copied: 'no' | 'yes' | 'refused'; copy: (text: string) => void } {
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no')
  const copy = (text: string) => {
    if (!('clipboard' in navigator)) {
      setCopied('refused')
      return
    }
    navigator.clipboard.writeText(text).then(
      () => setCopied('yes'),
      () => setCopied('refused'),
    )
  }
  return { copied, copy }
}

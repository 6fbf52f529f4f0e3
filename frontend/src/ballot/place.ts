import { useLayoutEffect, useState } from 'preact/hooks'

/**
 * Where in the form the reader is. It lives in the tab's history, so the phone's back button leads to the card
 * before, not out of the page. It says nothing about the answers.
 */
export interface Place {
  screen: 'intro' | 'form' | 'list' | 'review'
  /** Position of the unit; null for the top of the form. */
  unit: number | null
}

interface Entry extends Place {
  /** How many entries the form has put on the history. */
  depth: number
}

const BEGINNING: Entry = { screen: 'intro', unit: null, depth: 0 }
const SCREENS: unknown[] = ['intro', 'form', 'list', 'review']

export function usePlace(): Place {
  const [place, setPlace] = useState<Place>(current)
  // Before the first paint: a tap that comes right after it must not be missed.
  useLayoutEffect(() => {
    const follow = () => setPlace(current())
    addEventListener('popstate', follow)
    return () => removeEventListener('popstate', follow)
  }, [])
  return place
}

export function go({ screen, unit }: Place): void {
  const entry: Entry = { screen, unit, depth: current().depth + 1 }
  history.pushState(entry, '')
  announce()
}

export function back(): void {
  history.back()
}

/** To the intro, before everything that the form has put on the history. */
export function rewind(): void {
  const { depth } = current()
  history.replaceState(BEGINNING, '')
  if (depth > 0) history.go(-depth)
  announce()
}

/** The browser tells of its own moves through the history, but not of ours. */
function announce(): void {
  dispatchEvent(new PopStateEvent('popstate'))
}

function current(): Entry {
  const state = history.state as Partial<Entry> | null
  return state && SCREENS.includes(state.screen) ? { ...BEGINNING, ...state } : BEGINNING
}

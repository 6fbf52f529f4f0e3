import { useEffect, useState } from 'preact/hooks'
import type { Loaded } from './api'

/** What `load` brings, null meanwhile; `again` asks once more. `load` must not change between renders. */
export function useLoaded<Answer>(
  load: () => Promise<Loaded<Answer>>,
): [Loaded<Answer> | null, again: () => void] {
  const [found, setFound] = useState<Loaded<Answer> | null>(null)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    let gone = false
    setFound(null)
    void load().then((outcome) => {
      if (!gone) setFound(outcome)
    })
    return () => {
      gone = true
    }
  }, [load, tries])
  return [found, () => setTries(tries + 1)]
}

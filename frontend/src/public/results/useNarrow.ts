import { useEffect, useState } from 'preact/hooks'

const NARROW = '(max-width: 759px)'

/** Whether the window is that of a phone. Paper is never: what is printed is the table. */
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches)
  useEffect(() => {
    const query = matchMedia(NARROW)
    const follow = () => setNarrow(query.matches)
    query.addEventListener('change', follow)
    return () => query.removeEventListener('change', follow)
  }, [])
  return narrow
}

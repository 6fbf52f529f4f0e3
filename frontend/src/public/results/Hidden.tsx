import { useTexts } from './settings'

/** In place of a figure that would tell of too few people: hatched, with words; never blank, never 0. */
export function Hidden({ text }: { text?: string }) {
  const t = useTexts()
  return (
    <span class="suppressed">
      <span>{text ?? t.hidden}</span>
    </span>
  )
}

import type { TargetedKeyboardEvent } from 'preact'
import type { Option } from './api'
import { Tick } from './Parts'
import { useTexts } from './settings'

interface ChoiceProps {
  /** Name of the radio group, unique on the page. */
  name: string
  /** Ids of the elements that name the group: the unit and the criterion. */
  labelledBy: string
  options: Option[]
  /** Number of the chosen option, 0 for none. */
  value: number
  /** `stack`: big buttons; `row`: one compact row; `cells`: cells of the paper form, their words are in the head. */
  look: 'stack' | 'row' | 'cells'
  onChoose: (option: number) => void
  /** Up and down; without it they move between the options, as in any radio group. */
  onMove?: (step: 1 | -1) => void
}

/** As many options as fit beside each other on a phone. */
const ONE_ROW = 5
const PER_LINE = 4

/** One radio group. A digit chooses the option of that number; Delete and 0 leave the question blank again. */
export function Choice({ name, labelledBy, options, value, look, onChoose, onMove }: ChoiceProps) {
  const t = useTexts()

  function onKeyDown(event: TargetedKeyboardEvent<HTMLInputElement>): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const { key } = event
    const option = options.find((each) => String(each.number) === key)
    if (option) {
      onChoose(option.number)
      radiosNamed(name)[options.indexOf(option)]?.focus()
    } else if (key === 'Delete' || key === 'Backspace' || key === '0') onChoose(0)
    else if (onMove && (key === 'ArrowUp' || key === 'ArrowDown')) onMove(key === 'ArrowUp' ? -1 : 1)
    else return
    event.preventDefault()
  }

  const lines = look === 'row' && options.length > ONE_ROW ? Math.ceil(options.length / PER_LINE) : 1
  return (
    <div
      role="radiogroup"
      class={`choice ${look}${lines > 1 ? ' lines' : ''}`}
      aria-labelledby={labelledBy}
      style={{ '--columns': Math.ceil(options.length / lines) }}
    >
      {options.map((option) => (
        <label key={option.number} class="option">
          <input
            type="radio"
            name={name}
            value={option.number}
            checked={value === option.number}
            onChange={() => onChoose(option.number)}
            onKeyDown={onKeyDown}
          />
          <span class="face">
            <span class="mark">
              <Tick />
            </span>
            <span class={look === 'cells' ? 'hidden' : 'words'}>{option.label}</span>
            {look === 'stack' && !option.valid && <span class="aside">{t.notCounted}</span>}
          </span>
        </label>
      ))}
    </div>
  )
}

export const groupName = (unit: number, criterion: number): string => `u${unit}c${criterion}`

/** Puts the focus into a group: on its chosen option, else on the first. */
export function focusGroup(name: string): void {
  const radios = radiosNamed(name)
  const target = radios.find((radio) => radio.checked) ?? radios[0]
  target?.focus()
}

function radiosNamed(name: string): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`)]
}

import type { ReactNode } from 'react'

interface Props {
  /** The name that `sortRows` knows. */
  name: string
  title: string
  sort: string
  onSort: (sort: string) => void
  /** Numbers are first sorted from the largest. */
  down?: boolean
  align?: 'left' | 'right'
  /** Below the title. */
  note?: ReactNode
}

/** The head of a column that can be sorted by. */
export function SortHead({ name, title, sort, onSort, down = true, align = 'right', note }: Props) {
  const direction = sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : 'none'
  const next = direction === 'none' ? down : direction === 'ascending'
  return (
    <th scope="col" className={align === 'right' ? 'py-right' : undefined} aria-sort={direction}>
      <button type="button" className="py-sort" onClick={() => onSort(next ? `-${name}` : name)}>
        {title}
        <span aria-hidden="true">
          {direction === 'ascending' ? ' ↑' : direction === 'descending' ? ' ↓' : ''}
        </span>
      </button>
      {note !== undefined && <span className="py-head-note">{note}</span>}
    </th>
  )
}

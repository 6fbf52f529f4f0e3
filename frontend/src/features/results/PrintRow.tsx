import type { ReactNode } from 'react'
import './results.css'

/** A row of a table's head that is on paper only, and there on every page: what the table shows, by whom and when. */
export function PrintRow({ columns, children }: { columns: number; children: ReactNode }) {
  return (
    <tr className="py-print-row">
      <td colSpan={columns}>{children}</td>
    </tr>
  )
}

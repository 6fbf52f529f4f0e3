import type { UseQueryResult } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Page } from '@/api/lists'
import { ColumnChoice, useColumnChoice } from './ColumnChoice'
import { EmptyState } from './EmptyState'
import { ListProblem } from './ListProblem'
import { Pager } from './Pager'
import './table.css'
import type { ListState, ListValues } from './useListState'

export interface Column<Row> {
  key: string
  title: string
  render: (row: Row) => ReactNode
  /** The server's name for sorting by this column. */
  sort?: string
  align?: 'left' | 'right'
  /** The row's name: a row header, always shown. */
  heading?: boolean
  /** Not shown until chosen. */
  optional?: boolean
  width?: number
}

interface Props<Row, Values extends ListValues> {
  /** Under this name the choice of columns is remembered. */
  name: string
  caption: string
  columns: Column<Row>[]
  rowKey: (row: Row) => string
  query: UseQueryResult<Page<Row>>
  list: ListState<Values>
  /** Search, filters: above the table, left. */
  filters?: ReactNode
  /** Export and the like: above the table, right. Given the keys of the columns shown. */
  actions?: (columns: string[]) => ReactNode
  /** What to do first, when there is nothing at all. */
  empty: ReactNode
}

/** A list of the API: sorted, filtered and paged by the server, its state in the address (useListState). */
export function DataTable<Row, Values extends ListValues>(props: Props<Row, Values>) {
  const { name, caption, columns, rowKey, query, list, filters, actions, empty } = props
  const { t } = useTranslation()
  const choice = useColumnChoice(name, columns)
  const shown = columns.filter((column) => choice.shown.has(column.key))
  const page = query.data
  const isEmpty = page?.items.length === 0
  return (
    <div className="py-panel py-panel-flush">
      <div className="py-toolbar">
        <div className="py-filters" role="search" aria-label={t('list.filters')}>
          {filters}
        </div>
        <div className="py-actions">
          <ColumnChoice columns={columns} choice={choice} />
          {actions?.(shown.map((column) => column.key))}
        </div>
      </div>
      {page === undefined && query.error !== null ? (
        <div className="py-table-state">
          <ListProblem query={query} list={list} />
        </div>
      ) : isEmpty ? (
        <div className="py-table-state">
          {list.filtered || !list.isFirst ? (
            <EmptyState
              title={t('list.noneFit')}
              actions={<Button onClick={list.clear}>{t('list.clear')}</Button>}
            />
          ) : (
            empty
          )}
        </div>
      ) : (
        <>
          <ListProblem query={query} list={list} />
          <TableFrame caption={caption} busy={query.isFetching}>
            <thead>
              <tr>
                {shown.map((column) => (
                  <HeadCell key={column.key} column={column} list={list} />
                ))}
              </tr>
            </thead>
            <tbody>
              {page === undefined ? (
                <SkeletonRows columns={shown.length} />
              ) : (
                page.items.map((row) => (
                  <tr key={rowKey(row)}>
                    {shown.map((column) => (
                      <BodyCell key={column.key} column={column} row={row} />
                    ))}
                  </tr>
                ))
              )}
            </tbody>
          </TableFrame>
          {page !== undefined && <Pager page={page} list={list} />}
        </>
      )}
    </div>
  )
}

interface FrameProps {
  caption: string
  busy?: boolean
  children: ReactNode
}

/** A table in a frame that scrolls sideways on narrow pages. For tables that are no list of the API, too. */
export function TableFrame({ caption, busy = false, children }: FrameProps) {
  return (
    // The frame can be scrolled, so the keyboard must be able to reach it.
    <div className="py-table-frame" role="group" aria-label={caption} tabIndex={0}>
      <table className="py-table" aria-busy={busy}>
        <caption className="py-hidden">{caption}</caption>
        {children}
      </table>
    </div>
  )
}

function HeadCell<Row, Values extends ListValues>({
  column,
  list,
}: {
  column: Column<Row>
  list: ListState<Values>
}) {
  const className = column.align === 'right' ? 'py-right' : undefined
  const style = column.width === undefined ? undefined : { width: column.width }
  if (column.sort === undefined) {
    return (
      <th scope="col" className={className} style={style}>
        {column.title}
      </th>
    )
  }
  const now = list.values['sort'] ?? ''
  const direction = now === column.sort ? 'ascending' : now === `-${column.sort}` ? 'descending' : 'none'
  const next = direction === 'ascending' ? `-${column.sort}` : column.sort
  return (
    <th scope="col" className={className} style={style} aria-sort={direction}>
      <button
        type="button"
        className="py-sort"
        onClick={() => list.set({ sort: next } as unknown as Partial<Values>)}
      >
        {column.title}
        <span aria-hidden="true">
          {direction === 'ascending' ? ' ↑' : direction === 'descending' ? ' ↓' : ''}
        </span>
      </button>
    </th>
  )
}

function BodyCell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const className = column.align === 'right' ? 'py-right' : undefined
  return column.heading ? (
    <th scope="row" className={className}>
      {column.render(row)}
    </th>
  ) : (
    <td className={className}>{column.render(row)}</td>
  )
}

function SkeletonRows({ columns }: { columns: number }) {
  const { t } = useTranslation()
  return Array.from({ length: 8 }, (_, row) => (
    <tr key={row}>
      {Array.from({ length: columns }, (_, column) => (
        <td key={column}>
          {row === 0 && column === 0 && <span className="py-hidden">{t('state.loading')}</span>}
          <div className="py-skeleton" />
        </td>
      ))}
    </tr>
  ))
}

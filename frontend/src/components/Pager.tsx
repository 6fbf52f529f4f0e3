import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Page } from '@/api/lists'
import { formatCount } from './dates'
import type { ListState, ListValues } from './useListState'

interface Props<Values extends ListValues> {
  page: Page<unknown>
  list: ListState<Values>
}

/** Below a list: how many, which of them, and the way to the others (forward and back; the API has no page numbers). */
export function Pager<Values extends ListValues>({ page, list }: Props<Values>) {
  const { t, i18n } = useTranslation()
  const count = (value: number) => formatCount(value, i18n.language)
  const total =
    typeof page.total === 'number'
      ? t('list.total', { count: page.total, text: count(page.total) })
      : t('list.totalAtLeast', { text: count(page.total_at_least ?? page.items.length) })
  const single = list.isFirst && !page.next_cursor
  return (
    <div className="py-pager">
      <span role="status">
        {total}
        {!single && list.offset !== null && (
          <>
            {' · '}
            {t('list.range', {
              from: count(list.offset + 1),
              to: count(list.offset + page.items.length),
            })}
          </>
        )}
      </span>
      {!single && (
        <nav className="py-actions" aria-label={t('list.pages')}>
          <Button size="small" disabled={list.isFirst} onClick={list.first}>
            {t('list.first')}
          </Button>
          <Button size="small" disabled={list.previous === null} onClick={() => list.previous?.()}>
            {t('list.previous')}
          </Button>
          <Button
            size="small"
            disabled={!page.next_cursor}
            onClick={() => {
              if (page.next_cursor) list.next(page.next_cursor)
            }}
          >
            {t('list.next')}
          </Button>
        </nav>
      )}
    </div>
  )
}

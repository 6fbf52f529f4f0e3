import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type Column, DataTable } from '@/components/DataTable'
import { formatDateTime } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { FilterChoice } from '@/components/Filters'
import { useNotice } from '@/components/Notices'
import { PageHeader } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { useListState } from '@/components/useListState'
import { markAllRead, markRead, type Notice, NOTICES, type NoticeSort, useNotices, useUnread } from './api'
import './notices.css'

const DEFAULTS: { unread: 'true' | ''; sort: NoticeSort } = { unread: '', sort: '-at' }

export default function NoticesPage() {
  const { t, i18n } = useTranslation('notices')
  const queries = useQueryClient()
  const tell = useNotice()
  const [error, setError] = useState<unknown>(null)
  const list = useListState<typeof DEFAULTS & Record<string, string>>(DEFAULTS)
  const notices = useNotices({ ...list.query, unread: list.values.unread === 'true' }, i18n.language)
  const unread = useUnread()
  const change = async (work: Promise<unknown>) => {
    setError(null)
    try {
      await work
      await queries.invalidateQueries({ queryKey: NOTICES })
    } catch (reason) {
      setError(reason)
    }
  }
  const readAll = async (until: string) => {
    const { count } = await markAllRead(until)
    tell(t('allRead', { count }))
  }
  const columns: Column<Notice>[] = [
    {
      key: 'text',
      title: t('field.text'),
      heading: true,
      render: (notice) => (
        <div className={notice.read_at === null ? 'py-notice-text py-notice-unread' : 'py-notice-text'}>
          <Link
            to={notice.path}
            onClick={() => {
              if (notice.read_at === null) void change(markRead(notice.id))
            }}
          >
            {notice.text}
          </Link>
        </div>
      ),
    },
    {
      key: 'at',
      title: t('field.at'),
      sort: 'at',
      render: (notice) => formatDateTime(notice.at, i18n.language),
    },
    {
      key: 'state',
      title: t('field.state'),
      render: ({ read_at }) =>
        read_at === null ? (
          <StatusMark level="watch">{t('unread')}</StatusMark>
        ) : (
          <StatusMark level="done">{t('read')}</StatusMark>
        ),
    },
    { key: 'mail', title: t('field.mail'), render: (notice) => <Mailed notice={notice} /> },
    {
      key: 'action',
      title: t('field.action'),
      align: 'right',
      render: ({ id, read_at }) =>
        read_at === null && (
          <Button size="small" onClick={() => void change(markRead(id))}>
            {t('markRead')}
          </Button>
        ),
    },
  ]
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          unread !== undefined &&
          unread.count > 0 && (
            <Button onClick={() => void change(readAll(unread.as_of))}>{t('markAllRead')}</Button>
          )
        }
      />
      <ProblemAlert error={error} />
      <div className="py-notice-list">
        <DataTable
          name="notices"
          caption={t('title')}
          columns={columns}
          rowKey={(notice) => notice.id}
          query={notices}
          list={list}
          filters={
            <FilterChoice<'true' | ''>
              label={t('field.state')}
              value={list.values.unread}
              options={[
                { value: '', text: t('all') },
                { value: 'true', text: t('unread') },
              ]}
              onChange={(value) => list.set({ unread: value })}
            />
          }
          empty={
            <EmptyState
              title={t('empty.title')}
              hint={
                <>
                  {t('empty.hint')} <Link to="/me">{t('empty.address')}</Link>
                </>
              }
            />
          }
        />
      </div>
    </>
  )
}

function Mailed({ notice: { mailed_at, mail_problem } }: { notice: Notice }) {
  const { t, i18n } = useTranslation('notices')
  if (mail_problem !== null) return <StatusMark level="overdue">{t(`problem.${mail_problem}`)}</StatusMark>
  return mailed_at === null ? '—' : t('mailed', { at: formatDateTime(mailed_at, i18n.language) })
}

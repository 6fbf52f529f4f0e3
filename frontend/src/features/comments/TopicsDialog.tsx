import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { useSubmit } from '@/components/useSubmit'
import { useVersion } from '@/components/useVersion'
import { addTopic, editTopic, type Topic, TOPICS, useTopics } from './api'

/** The dictionary of topics: add, rename, change the words that propose one, retire. */
export function TopicsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['comments', 'common'])
  const { data, error, refetch } = useTopics()
  const [open, setOpen] = useState<string | null>(null)
  return (
    <Dialog kind="drawer" title={t('topics.manage')} onClose={onClose}>
      <p className="py-sentence">{t('topics.lead')}</p>
      {data === undefined &&
        (error === null ? <PageLoading /> : <ProblemAlert error={error} onRetry={() => void refetch()} />)}
      <ul className="py-topic-list">
        {data?.items.map((topic) => (
          <li key={topic.id}>
            {open === topic.id ? (
              <TopicForm topic={topic} onClose={() => setOpen(null)} />
            ) : (
              <>
                <div className="py-comment-head">
                  <strong>{topic.name}</strong>
                  <StatusMark level={topic.active ? 'done' : 'none'}>
                    {t(topic.active ? 'topics.active' : 'topics.retired')}
                  </StatusMark>
                  <Button
                    size="small"
                    aria-label={t('topics.edit', { name: topic.name })}
                    onClick={() => setOpen(topic.id)}
                  >
                    {t('common:action.edit')}
                  </Button>
                </div>
                <p className="py-caption">{topic.keywords.join(t('comma')) || t('topics.noKeywords')}</p>
              </>
            )}
          </li>
        ))}
      </ul>
      {open === 'new' ? (
        <TopicForm topic={null} onClose={() => setOpen(null)} />
      ) : (
        <Button onClick={() => setOpen('new')}>{t('topics.new')}</Button>
      )}
    </Dialog>
  )
}

interface Values {
  name: string
  keywords: string
}

function TopicForm({ topic, onClose }: { topic: Topic | null; onClose: () => void }) {
  const { t } = useTranslation(['comments', 'common'])
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const replacing = useVersion(topic?.version ?? 0)
  const [active, setActive] = useState(topic?.active ?? true)
  const send = async ({ name, keywords }: Values) => {
    const body = { name, keywords: keywords.split(/[、，,；;\s]+/).filter(Boolean) }
    try {
      if (topic === null) await addTopic(body)
      else await replacing((version) => editTopic(topic, version, { ...body, active }))
    } finally {
      await queries.invalidateQueries({ queryKey: TOPICS })
    }
    await queries.invalidateQueries({ queryKey: ['comments'] })
  }
  const { submit, busy, problem } = useSubmit(form, send, onClose)
  return (
    <Form
      form={form}
      layout="vertical"
      name={`topic-${topic?.id ?? 'new'}`}
      onFinish={submit}
      initialValues={{ name: topic?.name ?? '', keywords: topic?.keywords.join(t('comma')) ?? '' }}
    >
      <Form.Item
        name="name"
        label={t('topics.name')}
        rules={[{ required: true, whitespace: true, message: t('topics.nameMissing') }]}
      >
        <Input maxLength={40} autoComplete="off" />
      </Form.Item>
      <Form.Item name="keywords" label={t('topics.keywords')} extra={t('topics.keywordsHint')}>
        <Input.TextArea rows={2} maxLength={600} />
      </Form.Item>
      {topic !== null && (
        <label className="py-topic-active">
          <input type="checkbox" checked={active} onChange={() => setActive(!active)} />
          {t('topics.use')}
        </label>
      )}
      <ProblemAlert {...problem} />
      <div className="py-actions">
        <Button type="primary" htmlType="submit" size="small" loading={busy}>
          {t('common:action.save')}
        </Button>
        <Button size="small" onClick={onClose}>
          {t('common:action.cancel')}
        </Button>
      </div>
    </Form>
  )
}

import { AutoComplete, Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import { EditProblem } from '@/components/EditProblem'
import { useNotice } from '@/components/Notices'
import { useSubmit } from '@/components/useSubmit'
import { useVersion } from '@/components/useVersion'
import { addCategory, type Category, type CategoryIn, editCategory } from './api'
import { useSave } from './useSave'

interface Props {
  /** null: a new category. */
  category: Category | null
  /** The groups that there are. */
  groups: string[]
  onClose: () => void
}

type Values = Pick<CategoryIn, 'code' | 'group_name' | 'name' | 'hint'>

export function CategoryDrawer({ category, groups, onClose }: Props) {
  const { t } = useTranslation(['policies', 'common'])
  const notice = useNotice()
  const save = useSave()
  const [form] = Form.useForm<Values>()
  const replacing = useVersion(category?.version ?? 0)
  const send = ({ code, ...rest }: Values) =>
    category === null
      ? save(addCategory({ code, ...rest }))
      : replacing((version) => save(editCategory(category.id, version, rest)))
  const { submit, busy, problem } = useSubmit(form, send, () => {
    notice(t(category === null ? 'categories.added' : 'categories.saved'))
    onClose()
  })
  const required = (name: 'code' | 'group_name' | 'name') => ({
    required: true,
    whitespace: true,
    message: t(`missing.${name}`),
  })
  return (
    <Dialog
      kind="drawer"
      title={category === null ? t('categories.add') : t('categories.edit', { name: category.name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {t('common:action.save')}
          </Button>
        </>
      }
    >
      <Form
        form={form}
        layout="vertical"
        name="category"
        onFinish={submit}
        initialValues={category ?? { hint: '' }}
      >
        <Form.Item name="name" label={t('categories.name')} rules={[required('name')]}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="group_name"
          label={t('categories.group_name')}
          extra={t('categories.groupHint')}
          rules={[required('group_name')]}
        >
          <AutoComplete options={groups.map((value) => ({ value }))} maxLength={40} />
        </Form.Item>
        <Form.Item name="hint" label={t('categories.hint')} extra={t('categories.hintHint')}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        {category === null && (
          <Form.Item
            name="code"
            label={t('categories.code')}
            extra={t('categories.codeHint')}
            rules={[required('code')]}
          >
            <Input maxLength={40} autoComplete="off" spellCheck={false} />
          </Form.Item>
        )}
        <EditProblem
          {...problem}
          opened={category ?? {}}
          fields={[
            { name: 'name', label: t('categories.name') },
            { name: 'group_name', label: t('categories.group_name') },
            { name: 'hint', label: t('categories.hint') },
            {
              name: 'active',
              label: t('categories.state'),
              show: (value) => t(value === true ? 'categories.active' : 'categories.retired'),
            },
          ]}
        />
      </Form>
    </Dialog>
  )
}

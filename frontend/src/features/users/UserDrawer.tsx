import { Button, Checkbox, Form, Input } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type Role, ROLES } from '@/api/roles'
import { Dialog } from '@/components/Dialog'
import { EditProblem } from '@/components/EditProblem'
import { useNotice } from '@/components/Notices'
import { useSubmit } from '@/components/useSubmit'
import { useVersion } from '@/components/useVersion'
import { UnitSelect } from '@/features/units/UnitSelect'
import { createUser, editUser, type Link, type User, type UserIn } from './api'
import { UserActions } from './UserActions'

interface Props {
  /** null: a new person. */
  user: User | null
  onChanged: () => void
  onLink: (user: User, link: Link) => void
  onClose: () => void
}

type Values = Required<Pick<UserIn, 'username' | 'display_name' | 'roles'>> &
  Partial<Pick<UserIn, 'unit_id' | 'email' | 'unit_head'>>

export function UserDrawer({ user, onChanged, onLink, onClose }: Props) {
  const { t } = useTranslation(['users', 'common'])
  const notice = useNotice()
  const [form] = Form.useForm<Values>()
  const replacing = useVersion(user?.version ?? 0)
  /** Whether some of the chosen roles wait for an auditor now. */
  const proposed = useRef(false)
  const { submit, busy, problem } = useSubmit(
    form,
    async ({ username, display_name, roles, unit_id = null, ...rest }: Values) => {
      const unit_head = rest.unit_head === true && roles.includes('liaison')
      const email = rest.email || null
      if (user === null) {
        const made = await createUser({ username, display_name, roles, unit_id, email, unit_head })
        return () => onLink(made.user, { link: made.activation_link, expires_at: made.expires_at })
      }
      const saved = await replacing((version) =>
        editUser(user, version, { display_name, roles, unit_id, email, unit_head }),
      )
      proposed.current = roles.some((role) => !saved.roles.includes(role))
      return onClose
    },
    (then) => {
      onChanged()
      notice(t(user === null ? 'created' : proposed.current ? 'proposed' : 'saved'))
      then()
    },
  )
  const roleOptions = ROLES.map((role) => ({ value: role, label: t(`common:role.${role}`) }))
  const fields = [
    { name: 'display_name', label: t('field.display_name') },
    {
      name: 'roles',
      label: t('field.roles'),
      show: (value: unknown) =>
        ROLES.filter((role) => Array.isArray(value) && value.includes(role))
          .map((role) => t(`common:role.${role}`))
          .join(', '),
    },
    { name: 'email', label: t('field.email') },
  ]
  return (
    <Dialog
      kind="drawer"
      title={user === null ? t('create') : t('edit', { name: user.display_name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {t(user === null ? 'submit' : 'common:action.save')}
          </Button>
        </>
      }
    >
      <Form form={form} layout="vertical" name="user" onFinish={submit} initialValues={user ?? { roles: [] }}>
        <Form.Item
          name="username"
          label={t('field.username')}
          extra={t('hint.username')}
          rules={[{ required: true, message: t('missing.username') }]}
        >
          <Input disabled={user !== null} maxLength={32} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item
          name="display_name"
          label={t('field.display_name')}
          rules={[{ required: true, message: t('missing.display_name') }]}
        >
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="roles" label={t('field.roles')} extra={t('hint.roles')}>
          <Checkbox.Group options={roleOptions} className="py-checkbox-grid" />
        </Form.Item>
        <Form.Item name="unit_id" label={t('field.unit')} extra={t('hint.unit')}>
          <UnitSelect />
        </Form.Item>
        <Form.Item name="email" label={t('field.email')} extra={t('hint.email')}>
          <Input type="email" maxLength={254} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <HeadField />
        <EditProblem {...problem} fields={fields} opened={user ?? {}} />
      </Form>
      {user !== null && <UserActions user={user} onChanged={onChanged} onLink={onLink} onClose={onClose} />}
    </Dialog>
  )
}

/** The mark of the head's account, for liaisons only. */
function HeadField() {
  const { t } = useTranslation('users')
  const roles = Form.useWatch<Role[] | undefined>('roles') ?? []
  if (!roles.includes('liaison')) return null
  return (
    <Form.Item name="unit_head" valuePropName="checked" extra={t('hint.unit_head')}>
      <Checkbox>{t('field.unit_head')}</Checkbox>
    </Form.Item>
  )
}

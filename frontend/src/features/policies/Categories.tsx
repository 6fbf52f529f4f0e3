import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { TableFrame } from '@/components/DataTable'
import { useNotice } from '@/components/Notices'
import { Panel } from '@/components/PageHeader'
import { StatusMark } from '@/components/StatusMark'
import { type Category, editCategory, type PolicyVersion } from './api'
import { CategoryDrawer } from './CategoryDrawer'
import { newestOf } from './policy'
import { useSave } from './useSave'

interface Props {
  categories: Category[]
  versions: PolicyVersion[]
  /** Shows the rules of a category. */
  onShow: (scope: string) => void
}

/** What people can complain of. A category that cases belong to is retired, never removed. */
export function Categories({ categories, versions, onShow }: Props) {
  const { t } = useTranslation(['policies', 'common'])
  const writes = useCan()('complaint_policy.write')
  const [open, setOpen] = useState<Category | 'new' | null>(null)
  return (
    <Panel
      title={t('categories.title')}
      note={t('categories.note')}
      actions={writes && <Button onClick={() => setOpen('new')}>{t('categories.add')}</Button>}
    >
      <TableFrame caption={t('categories.title')}>
        <thead>
          <tr>
            <th scope="col">{t('categories.name')}</th>
            <th scope="col">{t('categories.group_name')}</th>
            <th scope="col">{t('categories.hint')}</th>
            <th scope="col">{t('categories.rules')}</th>
            <th scope="col">{t('categories.state')}</th>
            {writes && <td />}
          </tr>
        </thead>
        <tbody>
          {categories.map((category) => {
            const own = newestOf(versions, category.code)
            return (
              <tr key={category.id}>
                <th scope="row">{category.name}</th>
                <td>{category.group_name}</td>
                <td>{category.hint || '—'}</td>
                <td>
                  <button type="button" className="py-link" onClick={() => onShow(category.code)}>
                    {own ? t('categories.own', { number: own.number }) : t('scope.general')}
                    <span className="py-hidden">{t('categories.of', { name: category.name })}</span>
                  </button>
                </td>
                <td>
                  <StatusMark level={category.active ? 'done' : 'none'}>
                    {t(category.active ? 'categories.active' : 'categories.retired')}
                  </StatusMark>
                </td>
                {writes && (
                  <td>
                    <div className="py-actions py-row-actions">
                      <Button
                        size="small"
                        aria-label={t('categories.edit', { name: category.name })}
                        onClick={() => setOpen(category)}
                      >
                        {t('common:action.edit')}
                      </Button>
                      <Retire category={category} />
                    </div>
                  </td>
                )}
              </tr>
            )
          })}
        </tbody>
      </TableFrame>
      {open !== null && (
        <CategoryDrawer
          category={open === 'new' ? null : open}
          groups={[...new Set(categories.map((category) => category.group_name))]}
          onClose={() => setOpen(null)}
        />
      )}
    </Panel>
  )
}

/** No longer offered, or offered again. */
function Retire({ category: { id, version, name, active } }: { category: Category }) {
  const { t } = useTranslation('policies')
  const notice = useNotice()
  const save = useSave()
  return (
    <ConfirmSentence
      size="small"
      action={t(active ? 'categories.retire' : 'categories.restore')}
      sentence={t(active ? 'categories.retireSentence' : 'categories.restoreSentence', { name })}
      onConfirm={async () => {
        await save(editCategory(id, version, { active: !active }))
        notice(t(active ? 'categories.retiredNow' : 'categories.restoredNow', { name }))
      }}
    />
  )
}

import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRouteError } from 'react-router'
import { useMe } from '@/api/session'
import { EmptyState } from './EmptyState'
import { PageHeader } from './PageHeader'
import { ProblemAlert } from './ProblemAlert'

/** In place of a page that broke while it was drawn or loaded (a new version may have replaced its files). */
export function PageError() {
  const { t } = useTranslation()
  const error = useRouteError()
  return (
    <>
      <PageHeader title={t('page.broken')} />
      <ProblemAlert
        error={error}
        actions={
          <Button size="small" onClick={() => location.reload()}>
            {t('action.reload')}
          </Button>
        }
      />
    </>
  )
}

/** In place of a page that does not exist, or that the reader may not know of. */
export function NotFound({ hint }: { hint?: string }) {
  const { t } = useTranslation()
  return (
    <>
      <PageHeader title={t('page.notFound.title')} />
      <div className="py-panel">
        <EmptyState title={hint ?? t('page.notFound.hint')} />
      </div>
    </>
  )
}

/** In place of a page that the reader's roles do not include. Who has none yet learns how they come. */
export function Forbidden() {
  const { t } = useTranslation()
  const hint = useMe().roles.length === 0 ? t('page.forbidden.noRole') : t('page.forbidden.hint')
  return (
    <>
      <PageHeader title={t('page.forbidden.title')} />
      <div className="py-panel">
        <EmptyState title={hint} />
      </div>
    </>
  )
}

/** While a page's code or its main content is on the way. */
export function PageLoading() {
  const { t } = useTranslation()
  return (
    <div className="py-panel" role="status" aria-label={t('state.loading')}>
      <div className="py-skeleton py-skeleton-title" />
      <div className="py-skeleton" />
      <div className="py-skeleton" />
      <div className="py-skeleton py-skeleton-short" />
    </div>
  )
}

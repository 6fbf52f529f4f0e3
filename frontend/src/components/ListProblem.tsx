import type { UseQueryResult } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { isStatus } from '@/api/errors'
import { ProblemAlert } from './ProblemAlert'
import type { ListState, ListValues } from './useListState'

interface Props<Values extends ListValues> {
  query: Pick<UseQueryResult, 'error' | 'refetch'>
  list: ListState<Values>
}

/**
 * Why a list of the API did not come. What the address asks for and the server refuses would only be refused again:
 * then the way on is to ask for everything. Nothing without error.
 */
export function ListProblem<Values extends ListValues>({ query, list }: Props<Values>) {
  const { t } = useTranslation()
  if (isStatus(query.error, 422) && !list.isPlain) {
    return (
      <ProblemAlert
        error={query.error}
        actions={
          <Button size="small" onClick={list.reset}>
            {t('list.clear')}
          </Button>
        }
      />
    )
  }
  return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
}

import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type Column, DataTable } from '@/components/DataTable'
import { formatDateTime } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { FilterChoice } from '@/components/Filters'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import { useListState } from '@/components/useListState'
import { useCount } from '@/features/results/figures'
import { useRoundContext } from '@/features/rounds/context'
import { type ImportSort, type ImportState, type ImportSummary, useImports } from './api'
import { UploadPanel } from './UploadPanel'

type Filters = { state: ImportState | ''; sort: ImportSort }

const DEFAULTS: Filters = { state: '', sort: '-created_at' }
const LEVELS: Record<ImportState, StatusLevel> = {
  uploaded: 'none',
  checking: 'none',
  checked: 'none',
  rejected: 'watch',
  loading: 'none',
  loaded: 'done',
  discarded: 'none',
}
const STATES = Object.keys(LEVELS) as ImportState[]

/** The files of answers of a round, and the place to bring another. */
export function ImportList() {
  const { t, i18n } = useTranslation('collection')
  const { round } = useRoundContext()
  const number = useCount()
  const list = useListState(DEFAULTS)
  const imports = useImports(round.id, list.query)
  const columns: Column<ImportSummary>[] = [
    {
      key: 'filename',
      title: t('import.file'),
      heading: true,
      render: (row) => <Link to={`?import=${row.id}`}>{row.filename}</Link>,
    },
    { key: 'origin', title: t('batch.origin'), render: (row) => t(`origin.${row.origin}`) },
    {
      key: 'state',
      title: t('import.state.label'),
      render: (row) => (
        <StatusMark level={LEVELS[row.state]}>
          {t(`import.state.${row.state}`)}
          {row.problem_count > 0 && t('import.problemsOf', { text: number(row.problem_count) })}
        </StatusMark>
      ),
    },
    {
      key: 'created_at',
      title: t('import.created'),
      sort: 'created_at',
      render: (row) => <span className="py-nowrap">{formatDateTime(row.created_at, i18n.language)}</span>,
    },
  ]
  return (
    <>
      <UploadPanel />
      <section className="py-section" aria-labelledby="imports">
        <h2 id="imports">{t('import.list')}</h2>
        <DataTable
          name="imports"
          caption={t('import.list')}
          columns={columns}
          rowKey={(row) => row.id}
          query={imports}
          list={list}
          filters={
            <FilterChoice
              label={t('import.state.label')}
              value={list.values.state}
              options={[
                { value: '', text: t('all') },
                ...STATES.map((state) => ({ value: state, text: t(`import.state.${state}`) })),
              ]}
              onChange={(state) => list.set({ state })}
            />
          }
          actions={() => <Link to="../progress">{t('import.toProgress')}</Link>}
          empty={
            <EmptyState
              title={t('import.empty.title')}
              hint={t(round.state === 'open' ? 'import.empty.hint' : 'import.empty.none')}
            />
          }
        />
      </section>
    </>
  )
}

import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { AnswerImport } from './api'

const STEPS = ['map', 'check', 'load'] as const

/** What the file is, and how far it has come. */
export function FlowSteps({ file, maps }: { file: AnswerImport; maps: boolean }) {
  const { t } = useTranslation('collection')
  const at = maps ? 'map' : file.state === 'loading' || file.state === 'loaded' ? 'load' : 'check'
  const facts = [
    t(`origin.${file.origin}`),
    t('import.columns', { count: file.columns.length }),
    ...(file.encoding === null ? [] : [t('import.encoding', { name: file.encoding.toUpperCase() })]),
    ...(file.delimiter === null ? [] : [t('import.delimiter', { name: shown(file.delimiter) })]),
    ...(file.issued === null ? [] : [t('import.issuedIs', { count: file.issued })]),
    ...(file.returned === null ? [] : [t('import.returnedIs', { count: file.returned })]),
  ]
  return (
    <div className="py-flow">
      <div className="py-flow-file">
        <Link to={{ search: '' }}>{t('import.list')}</Link>
        <strong>{file.filename}</strong>
        <span className="py-facts">{facts.join(' · ')}</span>
      </div>
      {file.state !== 'discarded' && (
        <ol aria-label={t('import.steps.label')}>
          {STEPS.map((step, index) => (
            <li key={step} aria-current={step === at ? 'step' : undefined}>
              {index + 1} {t(`import.steps.${step}`)}
            </li>
          ))}
        </ol>
      )}
    </div>
  )

  function shown(delimiter: string): string {
    return delimiter === '\t' ? t('import.tab') : delimiter
  }
}

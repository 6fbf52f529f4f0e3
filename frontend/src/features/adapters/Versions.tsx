import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { Panel } from '@/components/PageHeader'
import type { Adapter } from './api'
import { Changes } from './Changes'
import { Submitted } from './Submitted'
import { useVersionName } from './words'

interface Props {
  /** Of one system, newest first. */
  versions: readonly Adapter[]
  shown: number
  onShow: (number: number) => void
}

/** Every version that has been in force, with what it changed and why. */
export function Versions({ versions, shown, onShow }: Props) {
  const { t } = useTranslation('adapters')
  const name = useVersionName()
  return (
    <Panel title={t('versions.title')} note={t('versions.note')}>
      <TableFrame caption={t('versions.title')}>
        <thead>
          <tr>
            <th scope="col">{t('versions.number')}</th>
            <th scope="col">{t('versions.at')}</th>
            <th scope="col">{t('versions.change')}</th>
            <th scope="col">{t('field.note')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {versions.map((version, index) => {
            const before = versions[index + 1]
            return (
              <tr key={version.number} aria-current={version.number === shown || undefined}>
                <th scope="row">{name(version)}</th>
                <td>
                  <Submitted version={version} />
                </td>
                <td className="py-adapter-changes">
                  {before === undefined ? (
                    t('versions.first')
                  ) : (
                    <Changes before={before.mapping} after={version.mapping} />
                  )}
                </td>
                <td>{version.note === '' ? '—' : version.note}</td>
                <td className="py-right">
                  {version.number !== shown && (
                    <button type="button" className="py-link" onClick={() => onShow(version.number)}>
                      {t('versions.show', { version: name(version) })}
                    </button>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </TableFrame>
    </Panel>
  )
}

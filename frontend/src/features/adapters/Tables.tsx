import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { Panel } from '@/components/PageHeader'
import type { WordTable } from './api'
import './adapters.css'
import { PARTS, STATES } from './table'
import { useNames } from './words'

/** One version as one reads it: what is what, table by table. */
export function Tables({ mapping }: { mapping: WordTable }) {
  const { t } = useTranslation(['adapters', 'complaints'])
  const names = useNames()
  const mode = (code: string) => t(`complaints:mode.${code as 'open'}`)
  const coded = (name: string, code: string) => (
    <>
      {name}
      {name !== code && <div className="py-caption">{code}</div>}
    </>
  )
  return (
    <div className="py-adapter-tables">
      <div>
        <Words
          table="members"
          heads={['ours', 'column']}
          rows={PARTS.flatMap((part) => {
            const member = mapping.members[part]
            return member === undefined ? [] : [[t(`part.${part}`), member]]
          })}
        />
        <Words
          table="categories"
          heads={['theirs', 'category']}
          rows={Object.entries(mapping.categories).map(([theirs, ours]) => [
            theirs,
            coded(names.category(ours), ours),
          ])}
          rest={t('rest.categories', { name: names.category(mapping.default_category) })}
        />
      </div>
      <div>
        <Words
          table="states"
          heads={['state', 'theirs']}
          rows={STATES.map((state) => [t(`complaints:state.${state}`), mapping.states[state] ?? ''])}
        />
        <Words
          table="units"
          heads={['theirs', 'unit']}
          rows={Object.entries(mapping.units).map(([theirs, ours]) => [
            theirs,
            coded(names.unit(ours), ours),
          ])}
          rest={t('rest.units')}
        />
        <Words
          table="modes"
          heads={['theirs', 'mode']}
          rows={Object.entries<string>(mapping.modes).map(([theirs, ours]) => [theirs, mode(ours)])}
          rest={t('rest.modes', { name: mode(mapping.default_mode) })}
        />
      </div>
    </div>
  )
}

type Head = 'ours' | 'column' | 'state' | 'theirs' | 'category' | 'unit' | 'mode'

interface WordsProps {
  table: 'members' | 'states' | 'categories' | 'units' | 'modes'
  heads: [Head, Head]
  rows: [string, ReactNode][]
  /** What becomes of words that are not in the table. */
  rest?: string
}

function Words({ table, heads, rows, rest }: WordsProps) {
  const { t } = useTranslation('adapters')
  return (
    <Panel title={t(`table.${table}`)}>
      {rows.length > 0 && (
        <TableFrame caption={t(`table.${table}`)}>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {t(`head.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
      {rows.length === 0 && <p>{t('noWords')}</p>}
      {rest !== undefined && <p className="py-caption py-adapter-rest">{rest}</p>}
    </Panel>
  )
}

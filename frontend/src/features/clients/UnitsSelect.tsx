import { useQueries } from '@tanstack/react-query'
import { type RefSelectProps, Select } from 'antd'
import { type Ref, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { unitById, useUnits } from '@/features/units/api'

interface Props {
  id?: string
  /** Ids of units. */
  value?: string[]
  onChange?: (value: string[]) => void
  ref?: Ref<RefSelectProps>
}

/** Choose several units, looked for by name or code on the server. */
export function UnitsSelect({ id, value = [], onChange, ref }: Props) {
  const { t } = useTranslation('units')
  const [typed, setTyped] = useState('')
  const found = useUnits({ sort: 'sequence', limit: 200, ...(typed === '' ? {} : { q: typed }) })
  const units = found.data?.items ?? []
  const beyond = found.data ? value.filter((one) => !units.some((unit) => unit.id === one)) : []
  const chosen = useQueries({ queries: beyond.map((one) => unitById(one)) }).flatMap(({ data }) => data ?? [])
  const options = [...units, ...chosen].map((unit) => ({ value: unit.id, label: unit.name, code: unit.code }))
  return (
    <Select
      {...(ref === undefined ? {} : { ref })}
      {...(id === undefined ? {} : { id })}
      mode="multiple"
      value={value}
      options={options}
      placeholder={t('select.placeholder')}
      notFoundContent={found.isFetching ? t('select.searching') : t('select.none')}
      allowClear
      showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
      onChange={(next: string[]) => {
        setTyped('')
        onChange?.(next)
      }}
    />
  )
}

import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DateInput } from '@/components/DateInput'
import type { RecordFilters } from './api'
import { useRecordWords } from './words'

interface Props {
  values: RecordFilters
  filtered: boolean
  onSearch: (values: RecordFilters) => void
  onClear: () => void
}

/** What to look for in the record, asked together. */
export function FilterForm({ values, filtered, onSearch, onClear }: Props) {
  const { t } = useTranslation('audit')
  const words = useRecordWords()
  const known = useId()
  const [typed, setTyped] = useState(values)
  const change = (part: Partial<RecordFilters>) => setTyped({ ...typed, ...part } as RecordFilters)
  const types =
    typed.object_type === '' || words.objectTypes.includes(typed.object_type)
      ? words.objectTypes
      : [...words.objectTypes, typed.object_type]
  return (
    <form
      className="py-record-filters"
      onSubmit={(event) => {
        event.preventDefault()
        const trimmed = Object.entries(typed).map(([name, value]) => [name, value.trim()])
        onSearch({ ...(Object.fromEntries(trimmed) as RecordFilters), seq: '' })
      }}
    >
      <label className="py-filter">
        <span>{t('record.filter.actor')}</span>
        <Input
          value={typed.actor}
          maxLength={64}
          placeholder={t('record.filter.actorHint')}
          onChange={(event) => change({ actor: event.target.value })}
        />
      </label>
      <label className="py-filter">
        <span>{t('record.filter.action')}</span>
        <Input
          value={typed.action}
          maxLength={60}
          list={known}
          placeholder={t('record.filter.actionHint')}
          onChange={(event) => change({ action: event.target.value })}
        />
      </label>
      <datalist id={known}>
        {words.actions.map((code) => (
          <option key={code} value={code} label={`${words.action(code)} ${code}`} />
        ))}
      </datalist>
      <label className="py-filter">
        <span>{t('record.filter.object_type')}</span>
        <select
          className="py-select"
          value={typed.object_type}
          onChange={(event) => change({ object_type: event.target.value })}
        >
          <option value="">{t('record.filter.all')}</option>
          {types.map((type) => (
            <option key={type} value={type}>
              {words.objectType(type)}
            </option>
          ))}
        </select>
      </label>
      <label className="py-filter">
        <span>{t('record.filter.object_id')}</span>
        <Input
          value={typed.object_id}
          maxLength={36}
          onChange={(event) => change({ object_id: event.target.value })}
        />
      </label>
      {(['first_day', 'last_day'] as const).map((name) => (
        <label key={name} className="py-filter">
          <span>{t(`record.filter.${name}`)}</span>
          <DateInput value={typed[name]} onChange={(day) => change({ [name]: day ?? '' })} />
        </label>
      ))}
      <div className="py-actions">
        <Button htmlType="submit" type="primary">
          {t('record.filter.search')}
        </Button>
        {filtered && <Button onClick={onClear}>{t('record.filter.clear')}</Button>}
      </div>
    </form>
  )
}

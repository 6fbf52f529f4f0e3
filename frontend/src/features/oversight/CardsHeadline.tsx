import { useTranslation } from 'react-i18next'
import type { Dashboard } from '@/features/results/api'
import { Headline } from '@/features/results/Summary'

type Oversight = NonNullable<Dashboard['oversight']>

/** The cards of all units that are not closed; nothing for who does not see all. */
export function CardsHeadline({ oversight }: Pick<Dashboard, 'oversight'>) {
  return oversight === null ? null : <Counted {...oversight} />
}

function Counted({ red, yellow, bad_ratings: bad }: Oversight) {
  const { t } = useTranslation('oversight')
  return (
    <Headline
      label={t('headline.title')}
      value={t('headline.value', { red, yellow })}
      note={t('headline.note', { count: bad })}
    />
  )
}

import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useCan, useMe } from '@/api/session'
import { useCase } from './context'
import { FORMS, type StepName } from './forms'
import { StepDialog } from './StepDialog'

/** What a step is called: actions as the server calls them, the others by the page. */
export function useStepTitle(): (name: StepName) => string {
  const { t } = useTranslation('complaints')
  const can = useCan()
  const { actions } = useCase().detail
  return (name) => {
    // What is above a reminder is the supervisors'.
    if (name === 'supervision_orders' && !can('complaint.supervise')) return t('step.remind')
    const label = actions.find(({ action }) => action === name)?.label
    if (label !== undefined) return label
    const named = name as Named
    return t(`step.${named}`)
  }
}

type Named = Extract<
  StepName,
  | 'callbacks'
  | 'notes'
  | 'pauses'
  | 'terminations'
  | 'extensions'
  | 'identity_accesses'
  | 'supervision_orders'
  | 'assign'
  | 'conflicts'
  | 'edit'
  | 'hold'
  | 'release_hold'
  | 'publish'
  | 'unpublish'
>

interface Props {
  name: StepName
  primary?: boolean
  size?: 'small' | 'middle'
}

/** A button that opens the form of a step. */
export function StepButton({ name, primary = false, size = 'middle' }: Props) {
  const { t } = useTranslation('complaints')
  const title = useStepTitle()(name)
  const go = useNavigate()
  const me = useMe()
  const { reload, detail, show } = useCase()
  // Who has stepped aside no longer sees the case.
  const aside = name === 'conflicts'
  const leave = () =>
    reload().then(
      () => undefined,
      () => go('/complaints'),
    )
  const open = () =>
    show(
      <StepDialog
        {...FORMS[name]}
        title={title}
        sentence={t(`sentence.${name}`, { number: detail.header.number, name: me.display_name })}
        path={name.replaceAll('_', '-')}
        onClose={() => show(null)}
        {...(aside ? { onDone: () => void leave() } : {})}
      />,
    )
  return (
    <Button type={primary ? 'primary' : 'default'} size={size} onClick={open}>
      {title}…
    </Button>
  )
}

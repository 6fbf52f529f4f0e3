import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from './Dialog'
import { ProblemAlert } from './ProblemAlert'

interface Props {
  /** The step, as on the button: a verb. The button adds "…". */
  action: string
  /** What will happen, in one sentence with the numbers. */
  sentence: ReactNode
  /** Fields that the step needs (a reason ...), shown below the sentence. */
  children?: ReactNode
  /** Does the step. When it throws, the dialog stays open and shows why. */
  onConfirm: () => Promise<unknown>
  /** Whether the fields are filled in. */
  ready?: boolean
  disabled?: boolean
  size?: 'small' | 'middle'
}

/** A button for a final step: asks first, with the sentence. Outlined ink, never red. */
export function ConfirmSentence({
  action,
  sentence,
  children,
  onConfirm,
  ready = true,
  disabled = false,
  size = 'middle',
}: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const close = () => {
    setOpen(false)
    setError(null)
  }
  const confirm = async () => {
    setBusy(true)
    setError(null)
    try {
      await onConfirm()
      close()
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button size={size} disabled={disabled} onClick={() => setOpen(true)}>
        {action}…
      </Button>
      {open && (
        <Dialog
          title={action}
          onClose={close}
          footer={
            <>
              <Button onClick={close}>{t('action.cancel')}</Button>
              <Button type="primary" loading={busy} disabled={!ready} onClick={() => void confirm()}>
                {action}
              </Button>
            </>
          }
        >
          <p className="py-sentence">{sentence}</p>
          {children}
          <ProblemAlert error={error} />
        </Dialog>
      )}
    </>
  )
}

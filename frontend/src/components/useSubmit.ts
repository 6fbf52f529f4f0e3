import { useMutation } from '@tanstack/react-query'
import type { FormInstance } from 'antd'
import { useRef, useState } from 'react'
import type { FieldProblem } from '@/api/errors'
import { showAtFields } from './formProblems'

interface Submit<Values> {
  submit: (values: Values) => void
  busy: boolean
  /** For ProblemAlert: `<ProblemAlert {...problem} />` shows what is not shown at a field already. */
  problem: { error: unknown; rest: FieldProblem[] }
}

/** Sends a form; the server's field problems appear at their fields. */
export function useSubmit<Values, Result>(
  form: FormInstance,
  work: (values: Values) => Promise<Result>,
  onDone: (result: Result) => void = () => undefined,
): Submit<Values> {
  const [rest, setRest] = useState<FieldProblem[]>([])
  const sending = useRef(false)
  const mutation = useMutation({
    mutationFn: work,
    onSuccess: onDone,
    onError: (error) => setRest(showAtFields(form, error)),
    onSettled: () => {
      sending.current = false
    },
  })
  return {
    submit: (values) => {
      if (sending.current) return // a second press before the button shows that it is busy
      sending.current = true
      mutation.mutate(values)
    },
    busy: mutation.isPending,
    problem: { error: mutation.error, rest },
  }
}

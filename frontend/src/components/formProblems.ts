import type { FormInstance } from 'antd'
import { ApiError, type FieldProblem } from '@/api/errors'

/** `/units/0/code` -> ['units', 0, 'code'], the name of a form's field (RFC 6901). */
export function fieldOf(pointer: string): (string | number)[] {
  if (!pointer.startsWith('/')) return []
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

/**
 * Show the server's field problems at the fields of `form` and move to the first of them.
 * Returns the problems without a field, for ProblemAlert's `rest`.
 */
export function showAtFields(form: FormInstance, error: unknown): FieldProblem[] {
  const problems = error instanceof ApiError ? (error.problem.errors ?? []) : []
  const shown = problems.filter((problem) => {
    const field = fieldOf(problem.pointer)
    return field.length > 0 && form.getFieldInstance(field) !== undefined
  })
  const first = shown[0]
  if (first) {
    form.setFields(shown.map((problem) => ({ name: fieldOf(problem.pointer), errors: [problem.message] })))
    form.scrollToField(fieldOf(first.pointer), { focus: true })
  }
  return problems.filter((problem) => !shown.includes(problem))
}

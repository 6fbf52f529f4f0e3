import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/errors'
import { renderAt } from '@/testing'
import { ConfirmSentence } from './ConfirmSentence'

const SENTENCE = '将新建 3 个单位。'

async function ask(onConfirm: () => Promise<unknown>, ready = true) {
  await renderAt(
    '/',
    <ConfirmSentence action="导入" sentence={SENTENCE} onConfirm={onConfirm} ready={ready} />,
  )
  await userEvent.click(await screen.findByRole('button', { name: '导入…' }))
  return within(screen.getByRole('dialog', { name: '导入' }))
}

describe('ConfirmSentence', () => {
  it('says what will happen before it does it, and closes when it is done', async () => {
    const confirm = vi.fn(() => Promise.resolve())
    const dialog = await ask(confirm)
    expect(dialog.getByText(SENTENCE)).toBeTruthy()
    expect(confirm).not.toHaveBeenCalled()
    await userEvent.click(dialog.getByRole('button', { name: '导入' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(confirm).toHaveBeenCalledOnce()
  })

  it('does nothing when it is called off', async () => {
    const confirm = vi.fn(() => Promise.resolve())
    const dialog = await ask(confirm)
    await userEvent.click(dialog.getByRole('button', { name: '取消' }))
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(confirm).not.toHaveBeenCalled()
  })

  it('stays and shows why it could not be done', async () => {
    const refusal = { type: '', title: '名册已有变动', status: 409, code: 'register_changed', trace_id: 't' }
    const dialog = await ask(() => Promise.reject(new ApiError(409, refusal)))
    await userEvent.click(dialog.getByRole('button', { name: '导入' }))
    expect((await dialog.findByRole('alert')).textContent).toContain('名册已有变动')
  })

  it('waits for the fields that the step needs', async () => {
    const dialog = await ask(() => Promise.resolve(), false)
    expect(dialog.getByRole<HTMLButtonElement>('button', { name: '导入' }).disabled).toBe(true)
  })
})

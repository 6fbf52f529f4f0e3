import { fireEvent, render, screen } from '@testing-library/preact'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Acts } from '../Acts'
import type { Act, Refusal } from '../api'
import { SettingsProvider } from '../settings'

const rejection = (...errors: [pointer: string, message: string][]): Refusal => ({
  kind: 'rejected',
  code: 'invalid',
  messages: errors.map(([, message]) => message),
  errors: errors.map(([pointer, message]) => ({ pointer, message })),
})

function open(action: Act, refusal: Refusal | null) {
  const onAct = vi.fn(() => Promise.resolve(refusal))
  render(
    <SettingsProvider>
      <Acts
        choices={[{ action, reasons: [] }]}
        onAct={onAct}
        onRenew={() => Promise.resolve(null)}
        onReopen={() => undefined}
      />
    </SettingsProvider>,
  )
  const opener = document.querySelector('.opener') as HTMLElement
  if (opener.getAttribute('aria-expanded') === 'false') fireEvent.click(opener)
  return onAct
}

const send = () => fireEvent.click(document.querySelector('button[type=submit]') as HTMLElement)
/** What is said to be wrong with a part of the form, where it is marked. */
function faultOf(part: HTMLElement): string | null | undefined {
  expect(part.getAttribute('aria-invalid') ?? 'true').toBe('true')
  return document.getElementById((part.getAttribute('aria-describedby') ?? '').split(' ').at(-1) ?? '')
    ?.textContent
}
const isMarked = (part: HTMLElement) => part.getAttribute('aria-invalid') === 'true'

beforeEach(() => vi.stubGlobal('navigator', Object.create(navigator, { language: { value: 'zh-CN' } })))

describe('what is wrong with an act', () => {
  it('is marked at the box of a withdrawal that was not ticked, not at its reason', () => {
    const onAct = open('withdrawal', null)
    send()
    expect(faultOf(screen.getByRole('checkbox'))).toBe('请先勾选确认。')
    expect(isMarked(screen.getByRole('textbox'))).toBe(false)
    expect(onAct).not.toHaveBeenCalled()
  })

  it('is marked at the reason of a withdrawal where the server finds it there', async () => {
    const onAct = open('withdrawal', rejection(['/note', '不能有控制字符']))
    fireEvent.input(screen.getByRole('textbox'), { target: { value: '已经解决' } })
    fireEvent.click(screen.getByRole('checkbox'))
    send()
    await screen.findByText('不能有控制字符')
    expect(onAct).toHaveBeenCalledWith('withdrawal', { note: '已经解决' })
    expect(faultOf(screen.getByRole('textbox'))).toBe('不能有控制字符')
    expect(isMarked(screen.getByRole('checkbox'))).toBe(false)
  })

  it('is said above the form where it is about no part of it', async () => {
    open('withdrawal', rejection(['', '本件已经办结或终止']))
    fireEvent.click(screen.getByRole('checkbox'))
    send()
    const notice = await screen.findByText('本件已经办结或终止')
    expect(notice.closest('form')).toBeNull()
    expect(isMarked(screen.getByRole('textbox'))).toBe(false)
    expect(isMarked(screen.getByRole('checkbox'))).toBe(false)
  })

  it('is marked at the choices of a rating, then at its reason', () => {
    open('rating', null)
    send()
    expect(faultOf(screen.getByRole('radiogroup'))).toBe('请先选择。')
    expect(isMarked(screen.getByRole('textbox'))).toBe(false)
    fireEvent.click(screen.getByRole('radio', { name: '不满意' }))
    expect(faultOf(screen.getByRole('radiogroup'))).toBe('')
    expect(isMarked(screen.getByRole('textbox'))).toBe(true)
  })

  it('is marked at a new PIN that the server does not take', async () => {
    open('pin', rejection(['/new_pin', '应为六位数字']))
    fireEvent.input(screen.getByRole('textbox'), { target: { value: '135790' } })
    send()
    await screen.findByText('应为六位数字')
    expect(faultOf(screen.getByRole('textbox'))).toBe('应为六位数字')
  })
})

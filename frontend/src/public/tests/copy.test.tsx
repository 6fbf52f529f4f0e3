import { describe, expect, it } from 'vitest'
import type { OwnCopy } from '../api'
import { copyText } from '../Copy'
import { zh } from '../zh'

const own: OwnCopy = {
  case: {
    number: 'TS-2026-0007',
    label: '已办结',
    open: false,
    pin_set: false,
    demo: false,
    received_at: '2026-11-20T02:00:00Z',
    deadlines: [],
    steps: [{ day: '2026-11-20', text: '收到您的投诉', note: null }],
    answers: [{ day: '2026-11-25', text: '经查属实。', rating: 'satisfied', rating_label: '满意' }],
    where_to_go: null,
    messages: [{ mine: true, day: '2026-11-21', text: '他们打电话来了' }],
    attachments: [],
    choices: [],
  },
  channel: '网上',
  mode: '实名，对承办单位保密',
  category: '慢作为',
  unit: null,
  subject: '',
  text: '去了四次。',
  wish: '',
  identity_kept: ['name', 'phone'],
  written: [{ day: '2026-11-26', title: '评价：满意', text: '很快' }],
}

describe('the copy of a case', () => {
  it('says all that is there, in words, and leaves out what is empty', () => {
    const text = copyText(own, zh)
    for (const said of [
      '编号 TS-2026-0007\n已办结',
      '反映的内容\n去了四次。',
      '姓名、电话',
      '我 2026年11月21日\n他们',
      '您的评价: 满意',
      '评价：满意 2026年11月26日\n很快',
    ]) {
      expect(text).toContain(said)
    }
    expect(text).not.toContain('反映的单位')
    expect(text).not.toContain('undefined')
  })
})

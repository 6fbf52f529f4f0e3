import { checkCharacter } from '../code'
import type { Form } from '../api'

const BODY = '7K3M9P2QX5T8VWZ'
export const CODE = BODY + checkCharacter(BODY)
export const OTHER_CODE = '0000000000000000'

/** Three units of two sequences, two criteria, four options of which one does not count. */
export const FORM: Form = {
  round_id: '0190b6a0-0000-7000-8000-000000000001',
  title: '2026年下半年评议',
  greeting: '',
  contact: '市效能办',
  demo: true,
  stratum_name: '社区居民代表',
  units: [
    { code: 'A', name: '市教育局', sequence: '政府部门', duties: '' },
    { code: 'B', name: '市财政局', sequence: '政府部门', duties: '财政收支' },
    { code: 'C', name: '城关街道', sequence: '街道', duties: '' },
  ],
  criteria: [
    { code: 'x', name: '服务质量', help: '' },
    { code: 'y', name: '清正廉洁', help: '' },
  ],
  options: [
    { number: 1, label: '满意', valid: true },
    { number: 2, label: '基本满意', valid: true },
    { number: 3, label: '不满意', valid: true },
    { number: 4, label: '不了解', valid: false },
  ],
  comment_max: 20,
}

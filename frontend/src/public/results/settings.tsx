import { readerSettings } from '../../ballot/reader'
import { en } from './en'
import { enVerify } from './enVerify'
import { zh, type Texts } from './zh'
import { zhVerify, type VerifyTexts } from './zhVerify'

type AllTexts = Texts & { check: VerifyTexts }

// The same choices as on the complaint pages of this tab.
export const { SettingsProvider, loadSettings, useSettings, useTexts } = readerSettings<AllTexts>(
  'pingyi.public.settings',
  { ...zh, check: zhVerify },
  { ...en, check: enVerify },
)

import { en } from './en'
import { readerSettings } from './reader'
import { zh, type Texts } from './zh'

export const { SettingsProvider, loadSettings, useSettings, useTexts } = readerSettings<Texts>(
  'pingyi.ballot.settings',
  zh,
  en,
)

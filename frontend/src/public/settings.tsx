import { readerSettings } from '../ballot/reader'
import { en } from './en'
import { zh, type Texts } from './zh'

export const { SettingsProvider, loadSettings, useSettings, useTexts } = readerSettings<Texts>(
  'pingyi.public.settings',
  zh,
  en,
)

import { render } from 'preact'
import '../tokens.css'
import '../ballot/ballot.css'
import '../ballot/card.css'
import { Complain } from './Complain'
import './public.css'
import { loadSettings, SettingsProvider } from './settings'
import { Track } from './Track'

const root = document.getElementById('root')
if (root) {
  root.textContent = ''
  document.documentElement.lang = loadSettings().language
  const Page = location.pathname === '/track' ? Track : Complain
  render(
    <SettingsProvider>
      <Page />
    </SettingsProvider>,
    root,
  )
}

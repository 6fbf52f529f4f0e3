import { render } from 'preact'
import '../../tokens.css'
import '../../ballot/ballot.css'
import '../public.css'
import './results.css'
import { RoundList } from './RoundList'
import { RoundPage } from './RoundPage'
import { loadSettings, SettingsProvider } from './settings'
import { VerifyPage } from './VerifyPage'

function Page() {
  const query = new URLSearchParams(location.search)
  const number = Number.parseInt(query.get('version') ?? '', 10)
  const version = Number.isNaN(number) ? null : number
  if (location.pathname === '/verify') return <VerifyPage round={query.get('round')} version={version} />
  const [, , id = ''] = location.pathname.split('/')
  return id === '' ? <RoundList /> : <RoundPage id={id} version={version} />
}

const root = document.getElementById('root')
if (root) {
  root.textContent = ''
  document.documentElement.lang = loadSettings().language
  render(
    <SettingsProvider>
      <Page />
    </SettingsProvider>,
    root,
  )
}

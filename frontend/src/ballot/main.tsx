import { render } from 'preact'
import '../tokens.css'
import { App } from './App'
import './ballot.css'
import './card.css'
import { BallotControl } from './control'
import './grid.css'
import { loadSettings, SettingsProvider } from './settings'

const root = document.getElementById('root')
if (root) {
  const control = new BallotControl(() => document.documentElement.lang)
  root.textContent = ''
  document.documentElement.lang = loadSettings().language
  // Another slip scanned in the same tab changes only the part of the address that no page load follows.
  addEventListener('hashchange', () => {
    if (location.hash.length > 1) location.reload()
  })
  void control.begin()
  render(
    <SettingsProvider>
      <App control={control} />
    </SettingsProvider>,
    root,
  )
}

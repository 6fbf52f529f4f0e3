import { render } from 'preact'
import '../tokens.css'

const root = document.getElementById('root')
if (root) render(<h1>民主评议</h1>, root)

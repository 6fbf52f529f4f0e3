import { useSearchParams } from 'react-router'
import { ImportList } from './ImportList'
import { ImportView } from './ImportView'
import '@/features/results/results.css'
import './collection.css'

/** 录入: files of answers from paper, meetings and elsewhere. The one that is looked at stands in the address. */
export default function ImportPage() {
  const [search] = useSearchParams()
  const id = search.get('import')
  return <div className="py-collection">{id === null ? <ImportList /> : <ImportView key={id} id={id} />}</div>
}

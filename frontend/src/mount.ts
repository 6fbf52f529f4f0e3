/** The element of the page that a program draws itself into. */
export function mountPoint(): HTMLElement {
  const element = document.getElementById('root')
  if (!element) throw new Error('The page has no element with the id "root".')
  return element
}

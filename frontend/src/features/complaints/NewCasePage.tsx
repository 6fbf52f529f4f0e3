export default function NewCasePage() {
  return null
}

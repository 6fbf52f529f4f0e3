export default function NewRoundPage() {
  return null
}

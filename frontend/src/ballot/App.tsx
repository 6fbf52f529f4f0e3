import { useEffect, useState } from 'preact/hooks'
import type { Form } from './api'
import { formOf, tally, type Ballot } from './ballot'
import { Card } from './Card'
import { useBallot, type BallotControl } from './control'
import { Entry } from './Entry'
import { Grid, gridWidth } from './Grid'
import { Intro } from './Intro'
import { Refused, Sending, Thanks } from './Outcome'
import { Frame, Heading } from './Parts'
import { back, go, usePlace, type Place } from './place'
import { Review } from './Review'
import { useSettings, useTexts } from './settings'
import { UnitList } from './UnitList'

export function App({ control }: { control: BallotControl }) {
  const ballot = useBallot(control)
  const place = usePlace()
  const form = formOf(ballot)
  return (
    <Frame title={place.screen === 'intro' ? null : (form?.title ?? null)} demo={form?.demo ?? false}>
      <Screen control={control} ballot={ballot} place={place} />
    </Frame>
  )
}

interface ScreenProps {
  control: BallotControl
  ballot: Ballot
  place: Place
}

function Screen({ control, ballot, place }: ScreenProps) {
  const t = useTexts()
  switch (ballot.phase) {
    case 'opening':
      return (
        <main class="narrow">
          <Heading>{t.opening}</Heading>
        </main>
      )
    case 'entry':
      return (
        <Entry
          typed={ballot.typed}
          refusal={ballot.refusal}
          busy={ballot.busy}
          onCode={(code) => void control.open(code)}
        />
      )
    case 'answering':
      return <Answering control={control} ballot={ballot} place={place} />
    case 'sending':
      return <Sending setback={ballot.setback} trying={ballot.trying} onRetry={control.retryNow} />
    case 'thanks':
      return <Thanks />
    case 'refused':
      return (
        <Refused
          reason={ballot.reason}
          contact={ballot.contact}
          onAgain={() => control.dispatch({ type: 'again' })}
        />
      )
  }
}

interface AnsweringProps extends ScreenProps {
  ballot: Extract<Ballot, { phase: 'answering' }>
}

function Answering({ control, ballot, place }: AnsweringProps) {
  const { form, draft, rejection } = ballot
  const { screen, unit } = place
  const wide = useWide(form)
  const toUnit = (next: number | null) => go({ screen: 'form', unit: next })
  const toReview = () => go({ screen: 'review', unit })

  switch (screen) {
    case 'intro': {
      const { answered, partial, comments } = tally(draft, form)
      const resumed = answered.length + partial.length + comments > 0
      return <Intro form={form} resumed={resumed} onStart={() => toUnit(null)} />
    }
    case 'form': {
      const shared = { form, draft, kept: control.kept, onEdit: control.dispatch, onReview: toReview }
      if (wide) return <Grid {...shared} unit={unit} />
      const onList = () => go({ screen: 'list', unit })
      return <Card {...shared} key={unit ?? 0} unit={unit ?? 0} onGo={toUnit} onList={onList} />
    }
    case 'list':
      return <UnitList form={form} draft={draft} onGo={toUnit} onBack={back} />
    case 'review':
      return (
        <Review
          form={form}
          draft={draft}
          rejection={rejection}
          onGo={toUnit}
          onBack={() => toUnit(unit)}
          onSubmit={() => void control.submit()}
        />
      )
  }
}

/** Whether the paper form fits the window. 长辈版 keeps to one unit at a time. */
function useWide(form: Form): boolean {
  const { elder } = useSettings()
  const query = `(min-width: ${gridWidth(form)}px)`
  const [fits, setFits] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const media = matchMedia(query)
    const follow = () => setFits(media.matches)
    follow()
    media.addEventListener('change', follow)
    return () => media.removeEventListener('change', follow)
  }, [query])
  return fits && !elder
}

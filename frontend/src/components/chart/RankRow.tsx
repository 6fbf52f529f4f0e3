import './chart.css'
import { middleOf, placeTicks, startOf, type Places } from './places'
import type { Tone } from './WhiskerRow'

interface HeadProps {
  places: Places
  /** How many numbers there is room for. */
  most: number
}

/** The numbers of the places, above a column of RankRow. */
export function RankHead({ places, most }: HeadProps) {
  return (
    <svg className="py-axis py-axis-head" height="20" aria-hidden="true">
      {placeTicks(places, most).map((place) => (
        <text key={place} x={`${middleOf(place, places)}%`} y="14" textAnchor="middle">
          {place}
        </text>
      ))}
    </svg>
  )
}

interface Props extends HeadProps {
  rank: number
  lower: number
  upper: number
  tone: Tone
}

/** One row of a column of ranks: a bar over the places that the data leave open, a dot at the rank by the figure. */
export function RankRow({ places, most, rank, lower, upper, tone }: Props) {
  const from = startOf(lower, places)
  const to = startOf(upper + 1, places)
  return (
    <svg className={`py-axis py-axis-row py-tone-${tone}`} aria-hidden="true">
      {places.last > 0 && (
        <rect
          className="py-chart-band"
          x={`${startOf(places.count - places.last + 1, places)}%`}
          width={`${(places.last / places.count) * 100}%`}
          y="0"
          height="100%"
        />
      )}
      {placeTicks(places, most).map((place) => (
        <line
          key={place}
          className="py-chart-grid"
          x1={`${middleOf(place, places)}%`}
          x2={`${middleOf(place, places)}%`}
          y1="0"
          y2="100%"
        />
      ))}
      <svg className="py-axis" y="50%" height="1">
        <rect className="py-rank-bar" x={`${from}%`} width={`${to - from}%`} y="-4" height="8" />
        <circle className="py-chart-dot" cx={`${middleOf(rank, places)}%`} cy="0" r="4.5" />
      </svg>
    </svg>
  )
}

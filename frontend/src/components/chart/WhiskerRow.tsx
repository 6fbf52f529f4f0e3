import './chart.css'
import { place, ticks, type Axis } from './scale'

export interface Interval {
  value: string | null
  lower: string | null
  upper: string | null
}

export interface Band {
  lower: string
  upper: string
}

/** Where a dot stands by its band: filled and coloured beside it, hollow inside, plain without a band. */
export type Tone = 'above' | 'below' | 'open'

interface Props {
  axis: Axis
  average: string | null
  estimate: Interval
  /** As of the AxisHead above. */
  most: number
  /** Light, behind all: what chance explains around the average. */
  band?: Band | null
  tone?: Tone | null
}

/** One row of a column of estimates on a common axis: grid, average, a dot and its interval. The figures stand beside it as text. */
export function WhiskerRow({ axis, average, estimate, most, band = null, tone = null }: Props) {
  const { value, lower, upper } = estimate
  return (
    <svg className={`py-axis py-axis-row${tone === null ? '' : ` py-tone-${tone}`}`} aria-hidden="true">
      {band !== null && <Stripe from={place(band.lower, axis)} to={place(band.upper, axis)} />}
      {ticks(axis, most).map((tick) => (
        <Upright key={tick} className="py-chart-grid" at={place(tick, axis)} />
      ))}
      {average !== null && <Upright className="py-chart-average" at={place(average, axis)} />}
      {/* A frame of its own, so that the caps can be drawn in pixels from the middle of the row. */}
      <svg className="py-axis" y="50%" height="1">
        {lower !== null && upper !== null && <Whisker from={place(lower, axis)} to={place(upper, axis)} />}
        {value !== null && <circle className="py-chart-dot" cx={`${place(value, axis)}%`} cy="0" r="4.5" />}
      </svg>
    </svg>
  )
}

function Stripe({ from, to }: { from: number; to: number }) {
  return <rect className="py-chart-band" x={`${from}%`} width={`${to - from}%`} y="0" height="100%" />
}

function Upright({ className, at }: { className: string; at: number }) {
  return <line className={className} x1={`${at}%`} x2={`${at}%`} y1="0" y2="100%" />
}

function Whisker({ from, to }: { from: number; to: number }) {
  return (
    <g className="py-chart-whisker">
      <line x1={`${from}%`} x2={`${to}%`} y1="0" y2="0" />
      <line x1={`${from}%`} x2={`${from}%`} y1="-3.5" y2="3.5" />
      <line x1={`${to}%`} x2={`${to}%`} y1="-3.5" y2="3.5" />
    </g>
  )
}

import { place, ticks, type Axis } from '../../components/chart/scale'
import type { Estimate } from './file'
import { figure } from './file'
import { useTexts } from './settings'

const MOST = 8

/** The numbers of the common axis, and the mean of the units written above its line. */
export function AxisHead({ axis, mean }: { axis: Axis; mean: string | null }) {
  const t = useTexts()
  return (
    <svg class="axis axis-head" aria-hidden="true">
      {ticks(axis, MOST).map((tick) => (
        <text key={tick} x={`${place(tick, axis)}%`} y="32" text-anchor="middle">
          {tick}
        </text>
      ))}
      {mean !== null && (
        <text class="axis-mean" x={`${place(mean, axis)}%`} y="14" text-anchor="middle">
          {t.axisMean(figure(mean))}
        </text>
      )}
    </svg>
  )
}

/** One unit on the common axis: a dot and its margin of error. The same stands beside it as text. */
export function Whisker({ axis, mean, rate }: { axis: Axis; mean: string | null; rate: Estimate }) {
  const t = useTexts()
  const { value, lower, upper } = rate
  return (
    <svg
      class="axis axis-row"
      role="img"
      aria-label={value === null ? t.missing : t.axisLabel(figure(value), figure(lower), figure(upper))}
    >
      {ticks(axis, MOST).map((tick) => (
        <Upright key={tick} class="axis-grid" at={place(tick, axis)} />
      ))}
      {mean !== null && <Upright class="axis-average" at={place(mean, axis)} />}
      <svg class="axis" y="50%" height="1">
        {lower !== null && upper !== null && <Line from={place(lower, axis)} to={place(upper, axis)} />}
        {value !== null && <circle class="axis-dot" cx={`${place(value, axis)}%`} cy="0" r="4.5" />}
      </svg>
    </svg>
  )
}

function Upright({ class: name, at }: { class: string; at: number }) {
  return <line class={name} x1={`${at}%`} x2={`${at}%`} y1="0" y2="100%" />
}

function Line({ from, to }: { from: number; to: number }) {
  return (
    <g class="axis-whisker">
      <line x1={`${from}%`} x2={`${to}%`} y1="0" y2="0" />
      <line x1={`${from}%`} x2={`${from}%`} y1="-3.5" y2="3.5" />
      <line x1={`${to}%`} x2={`${to}%`} y1="-3.5" y2="3.5" />
    </g>
  )
}

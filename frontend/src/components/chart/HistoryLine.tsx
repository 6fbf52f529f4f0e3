import './chart.css'
import { place, ticks, type Axis } from './scale'
import type { Interval } from './WhiskerRow'

export interface HistoryPoint extends Interval {
  key: string
  /** Short name of the round, below the axis. */
  label: string
  average: string | null
}

interface Props {
  axis: Axis
  points: readonly HistoryPoint[]
  /** Written at the dashed line. */
  averageLabel: string
}

const HEIGHT = 190

/** Estimates of one unit over the rounds, with their intervals, and the average of all units, dashed. A table gives the same figures. */
export function HistoryLine({ axis, points, averageLabel }: Props) {
  const x = (index: number) => `${((index + 0.5) / points.length) * 100}%`
  const y = (value: string | number) => HEIGHT * (1 - place(value, axis) / 100)
  const first = points.findIndex((point) => point.average !== null)
  const average = points[first]?.average ?? null
  return (
    <svg className="py-history" height={HEIGHT + 30} aria-hidden="true">
      {ticks(axis, 6).map((tick) => (
        <g key={tick}>
          <line className="py-chart-grid" x1="0" x2="100%" y1={y(tick)} y2={y(tick)} />
          <text x="-8" y={y(tick) + 4} textAnchor="end">
            {tick}
          </text>
        </g>
      ))}
      {average !== null && (
        <text x="0" y={y(average) - 6}>
          {averageLabel}
        </text>
      )}
      <Path className="py-chart-average" values={points.map((point) => point.average)} x={x} y={y} />
      <Path className="py-chart-line" values={points.map((point) => point.value)} x={x} y={y} />
      {points.map((point, index) => (
        <svg key={point.key} className="py-axis" x={x(index)} width="1">
          {point.lower !== null && point.upper !== null && (
            <path
              className="py-chart-whisker"
              d={`M0 ${y(point.lower)}V${y(point.upper)}M-3.5 ${y(point.lower)}h7M-3.5 ${y(point.upper)}h7`}
            />
          )}
          {point.value !== null && (
            <>
              <circle className="py-chart-dot" cx="0" cy={y(point.value)} r="4.5" />
              <text className="py-history-value" x="10" y={y(point.value) - 6}>
                {point.value}
              </text>
            </>
          )}
          <text x="0" y={HEIGHT + 22} textAnchor="middle">
            {point.label}
          </text>
        </svg>
      ))}
    </svg>
  )
}

interface PathProps {
  className: string
  values: readonly (string | null)[]
  x: (index: number) => string
  y: (value: string) => number
}

/** Straight lines between neighbours; where a value is missing, the line is broken. */
function Path({ className, values, x, y }: PathProps) {
  return values.map((value, index) => {
    const next = values[index + 1] ?? null
    if (value === null || next === null) return null
    return (
      <line key={index} className={className} x1={x(index)} y1={y(value)} x2={x(index + 1)} y2={y(next)} />
    )
  })
}

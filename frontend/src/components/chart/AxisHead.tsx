import './chart.css'
import { place, ticks, type Axis } from './scale'

interface Props {
  axis: Axis
  /** Words and value written above the dashed line. */
  average: { label: string; value: string } | null
  /** How many numbers there is room for. */
  most: number
}

/** The numbers of the common axis, above a column of WhiskerRow. */
export function AxisHead({ axis, average, most }: Props) {
  const at = average === null ? null : `${place(average.value, axis)}%`
  return (
    <svg className="py-axis py-axis-head" height="36" aria-hidden="true">
      {at !== null && average !== null && (
        <>
          <text className="py-axis-average" x={at} y="11" textAnchor="middle">
            {average.label} {average.value}
          </text>
          <line className="py-chart-average" x1={at} x2={at} y1="14" y2="100%" />
        </>
      )}
      {ticks(axis, most).map((tick) => (
        <text key={tick} x={`${place(tick, axis)}%`} y="32" textAnchor="middle">
          {tick}
        </text>
      ))}
    </svg>
  )
}

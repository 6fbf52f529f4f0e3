import type { components } from '@/api/schema.gen'
import type { Preset, PresetKind } from './api'

type Schemas = components['schemas']

/** What a preset of each kind fills: the body of the section. The server has checked it. */
export interface Filled {
  criteria: Schemas['CriteriaIn']['criteria']
  scale: Schemas['ScaleIn']['options']
  strata: Schemas['StrataIn']['strata']
}

const LIST = { criteria: 'criteria', scale: 'options', strata: 'strata' } as const

/** The rows of a preset, as its kind has them. */
export function rowsOf<Kind extends PresetKind>(kind: Kind, preset: Pick<Preset, 'payload'>): Filled[Kind] {
  return (preset.payload[LIST[kind]] ?? []) as unknown as Filled[Kind]
}

export const ofKind = (presets: readonly Preset[], kind: PresetKind): Preset[] =>
  presets.filter((preset) => preset.kind === kind)

/** The preset to offer first. */
export function preselected(presets: readonly Preset[], kind: PresetKind): Preset | undefined {
  const some = ofKind(presets, kind)
  return some.find((preset) => preset.preselected) ?? some[0]
}

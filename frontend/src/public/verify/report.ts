/** What a check found, in words that the page puts into the reader's language. */
export type Reason =
  | {
      kind:
        'missing' | 'unknown' | 'altered' | 'method' | 'key' | 'signature' | 'notThisSealed' | 'otherMethod'
    }
  | {
      kind:
        'otherKey' | 'otherCounts' | 'otherEarlier' | 'rank' | 'change' | 'roll' | 'shape' | 'incomputable'
    }
  | { kind: 'figure'; name: string; computed: string; published: string }

export class Report {
  /** Of the key whose signature fits; empty when none does. */
  keyId = ''
  /** JSON pointers of blocks that were changed or do not fit, with the reasons. Those of the sealed file begin `sealed:`. */
  readonly altered = new Map<string, Reason[]>()
  /** Of the public file's bytes. */
  sha256 = ''
  /** How many blocks have the digest of the manifest. */
  blocks = 0
  /** How many figures came out. */
  checked = 0
  /** Figures that only the sealed file determines. */
  readonly needsSealed: string[] = []

  blame(pointer: string, reason: Reason): void {
    this.altered.set(pointer, [...(this.altered.get(pointer) ?? []), reason])
  }

  get good(): boolean {
    return this.altered.size === 0
  }
}

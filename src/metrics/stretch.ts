import { startedIn, type Timed } from './samples.js'

/** A stretch of time with the samples that started in it. */
export interface Stretch {
  readonly fromMs: number
  readonly toMs: number
  readonly samples: readonly Timed[]
}

export const stretch = (samples: readonly Timed[], fromMs: number, toMs: number): Stretch => ({
  fromMs,
  toMs,
  samples: startedIn(samples, fromMs, toMs),
})

/** Every full tile of `widthMs`, from the start; what is left at the end is in none. */
export const tilesOf = ({ samples, fromMs, toMs }: Stretch, widthMs: number): readonly Stretch[] => {
  const count = Math.floor((toMs - fromMs) / widthMs + 1e-9)
  return Array.from({ length: Math.max(count, 0) }, (_, at) =>
    stretch(samples, fromMs + at * widthMs, fromMs + (at + 1) * widthMs),
  )
}

/** Windows of `widthMs` that leave nothing out: every full tile, and where a rest is left, one more that ends with it. */
export const windowsOf = (whole: Stretch, widthMs: number): readonly Stretch[] => {
  const tiles = tilesOf(whole, widthMs)
  const last = tiles.at(-1)
  const isCovered = last === undefined || whole.toMs - last.toMs < 1
  return isCovered ? tiles : [...tiles, stretch(whole.samples, whole.toMs - widthMs, whole.toMs)]
}

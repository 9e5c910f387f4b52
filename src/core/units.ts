/** Quantities as users write them. A bare number is refused everywhere: the unit travels with the value. */
const quantity = (units: Readonly<Record<string, number>>) => {
  const names = Object.keys(units).sort((a, b) => b.length - a.length)
  const pattern = new RegExp(`^(\\d+(?:\\.\\d+)?)\\s*(${names.map(name => name.replace('/', '\\/')).join('|')})$`)
  return (text: string): number | null => {
    const [, digits, unit] = pattern.exec(text.trim()) ?? []
    const factor = unit === undefined ? undefined : units[unit]
    // 15 digits are all that is certain: 95% is 0.95, not 0.9500000000000001.
    return digits === undefined || factor === undefined ? null : Number((Number(digits) * factor).toPrecision(15))
  }
}

/** `250ms`, `2s`, `1m`, `1h` in ms. */
export const parseDuration = quantity({ ms: 1, s: 1_000, m: 60_000, h: 3_600_000 })
/** `100B`, `64KiB`, `1MiB`, `5kB`, `5MB` in bytes. */
export const parseSize = quantity({ B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, kB: 1e3, MB: 1e6, GB: 1e9 })
/** `64KiB/s`, `1MB/s`, `8Mbit/s` in bytes per second. */
export const parseRate = quantity({
  'B/s': 1,
  'KiB/s': 1024,
  'MiB/s': 1024 ** 2,
  'kB/s': 1e3,
  'MB/s': 1e6,
  'kbit/s': 125,
  'Mbit/s': 125_000,
})
/** `30%` as 0.3. */
export const parsePercent = quantity({ '%': 0.01 })
/** `20/s` or `90/m`, per second. */
export const parseFrequency = quantity({ '/s': 1, '/m': 1 / 60 })

const round = (value: number): string => String(Number(value.toPrecision(3)))

/** ms as people read it: `0.21 ms`, `864 ms`, `3.41 s`, `4 m 10 s`. */
export const showDuration = (ms: number): string => {
  if (!Number.isFinite(ms)) return 'for ever'
  if (ms < 1_000) return `${round(ms)} ms`
  if (ms < 60_000) return `${round(ms / 1_000)} s`
  const seconds = Math.round(ms / 1_000)
  return seconds % 60 === 0 ? `${seconds / 60} m` : `${Math.floor(seconds / 60)} m ${seconds % 60} s`
}

/** 0.014 as `1.4 %`. */
export const showPercent = (share: number): string => `${(share * 100).toFixed(Math.abs(share) < 0.1 ? 1 : 0)} %`

/** Bytes as `640 B`, `64 KiB`, `1.5 MiB`. */
export const showSize = (bytes: number): string => {
  if (bytes < 1024) return `${round(bytes)} B`
  return bytes < 1024 ** 2 ? `${round(bytes / 1024)} KiB` : `${round(bytes / 1024 ** 2)} MiB`
}

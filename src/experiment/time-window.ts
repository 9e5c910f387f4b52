const DAYS: readonly string[] = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const DAY_MINUTES = 24 * 60
const MINUTE_MS = 60_000
/** Every window of a week begins within it, whatever the zone's clocks do. */
const SEARCHED_MINUTES = 8 * DAY_MINUTES

/** Times of the week, on the wall clock of a zone; one that ends before it begins ends on the next day. */
export interface TimeWindow {
  /** As written. */
  readonly text: string
  /** 0 is Sunday: the days on which it begins. */
  readonly days: readonly number[]
  /** Minutes of the day; the end is exclusive. */
  readonly from: number
  readonly to: number
  /** A name of the IANA time zone database. */
  readonly zone: string
}

const FORM = /^(?:([A-Z][a-z]{2}(?:[-,][A-Z][a-z]{2})*) )?(\d\d):(\d\d)-(\d\d):(\d\d) ([\w+/-]+)$/

/** Reads `Mon-Thu 09:00-16:00 Europe/Amsterdam`, `Mon,Wed-Fri 22:00-02:00 UTC` or, every day, `09:00-16:00 UTC`. */
export const parseTimeWindow = (text: string): TimeWindow | null => {
  const [, days, fromHour, fromMinute, toHour, toMinute, zone] = FORM.exec(text) ?? []
  const chosen = days === undefined ? DAYS.map((_, day) => day) : daysOf(days)
  const from = minuteOf(fromHour, fromMinute)
  const to = minuteOf(toHour, toMinute)
  if (chosen === null || from === null || to === null || zone === undefined || !isZone(zone)) return null
  return from === to || from === DAY_MINUTES ? null : { text, days: chosen, from, to, zone }
}

/** True where one of the windows is open at that moment. */
export const isOpen = (windows: readonly TimeWindow[], at: Date): boolean => windows.some(window => opens(window, at))

/** When the next window opens, as `Mon 09:00 Europe/Amsterdam`. */
export const nextOpening = (windows: readonly TimeWindow[], now: Date): string => {
  const minute = Math.ceil(now.getTime() / MINUTE_MS)
  for (let ahead = 0; ahead < SEARCHED_MINUTES; ahead++) {
    const at = new Date((minute + ahead) * MINUTE_MS)
    const window = windows.find(window => opens(window, at))
    if (window) return `${labelOf(at, window.zone)} ${window.zone}`
  }
  return 'never'
}

const opens = ({ days, from, to, zone }: TimeWindow, at: Date): boolean => {
  const { day, minute } = localTime(at, zone)
  if (from < to) return days.includes(day) && minute >= from && minute < to
  return (days.includes(day) && minute >= from) || (days.includes((day + 6) % 7) && minute < to)
}

const formats = new Map<string, Intl.DateTimeFormat>()
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone)
  if (known) return known
  const shown = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const format = new Intl.DateTimeFormat('en-US', { timeZone, ...shown })
  formats.set(timeZone, format)
  return format
}

/** `Mon 09:00`. */
const labelOf = (at: Date, zone: string): string => formatOf(zone).format(at).replace(',', '')

const localTime = (at: Date, zone: string): { readonly day: number; readonly minute: number } => {
  const [name = '', time = ''] = labelOf(at, zone).split(' ')
  const [hour, minute] = time.split(':').map(Number)
  return { day: DAYS.indexOf(name), minute: (hour ?? 0) * 60 + (minute ?? 0) }
}

const daysOf = (text: string): readonly number[] | null => {
  const found = text.split(',').map(part => {
    const [first = -1, last = first, ...rest] = part.split('-').map(name => DAYS.indexOf(name))
    if (first < 0 || last < 0 || rest.length > 0) return null
    return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, ahead) => (first + ahead) % 7)
  })
  return found.every(days => days !== null) ? [...new Set(found.flat())] : null
}

const minuteOf = (hour = '', minute = ''): number | null => {
  const whole = Number(hour) * 60 + Number(minute)
  return Number(minute) < 60 && whole <= DAY_MINUTES ? whole : null
}

const isZone = (zone: string): boolean => {
  try {
    return formatOf(zone).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

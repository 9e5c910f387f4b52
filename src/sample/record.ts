/** A JSON object. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A list in a field of an answer; empty when there is none. */
export const listIn = (value: unknown, field: string): readonly unknown[] => {
  const list = isRecord(value) ? value[field] : null
  return Array.isArray(list) ? list : []
}

/** The number of an event, as it is told. */
export const numberIn = (text: string): number => {
  const event: unknown = JSON.parse(text)
  return isRecord(event) ? Number(event.number) : Number.NaN
}

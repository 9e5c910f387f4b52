import http from 'node:http'

export interface Download {
  readonly bytes: number
  /** From the request to the last byte. */
  readonly ms: number
  /** From the first byte to the last. */
  readonly bodyMs: number
  readonly arrivals: readonly { readonly at: number; readonly bytes: number }[]
}

/** Reads a whole reply, each arrival with its time in ms. */
export const download = (url: string, agent: http.Agent | false = false): Promise<Download> =>
  new Promise((resolve, reject) => {
    const start = performance.now()
    const arrivals: { at: number; bytes: number }[] = []
    const call = http.get(url, { agent }, response => {
      response.on('data', (chunk: Buffer) => arrivals.push({ at: performance.now() - start, bytes: chunk.length }))
      response.on('error', reject)
      response.on('end', () => resolve(downloaded(arrivals)))
    })
    call.on('error', reject)
  })

export const downloaded = (arrivals: Download['arrivals']): Download => {
  const [first, last] = [arrivals[0]?.at ?? 0, arrivals.at(-1)?.at ?? 0]
  return { bytes: arrivals.reduce((sum, { bytes }) => sum + bytes, 0), ms: last, bodyMs: last - first, arrivals }
}

/** The most bytes that arrived in any window of that many ms. */
export const mostWithin = (arrivals: Download['arrivals'], ms: number): number => {
  let [most, sum, oldest] = [0, 0, 0]
  for (const { at, bytes } of arrivals) {
    sum += bytes
    for (let first = arrivals[oldest]; first !== undefined && first.at <= at - ms; first = arrivals[oldest]) {
      sum -= first.bytes
      oldest++
    }
    most = Math.max(most, sum)
  }
  return most
}

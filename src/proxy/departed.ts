import type { Exchange } from '../core/exchange.js'

const WHY = {
  clientLeft: 'the client left',
  proxyClosed: 'the proxy was closed',
  cut: 'a fault ended the connection',
}

/** Why an exchange was ended from outside: the reason of its signal. */
export class Departed extends Error {
  override readonly name = 'Departed'
  constructor(readonly end: 'clientLeft' | 'proxyClosed' | 'cut') {
    super(WHY[end])
  }
}

/** Why an exchange that broke off with this error was ended from outside; null where it was not. */
export const departureIn = (error: unknown, { signal }: Pick<Exchange, 'signal'>): Departed | null => {
  const why = error instanceof Departed ? error : signal.reason
  return why instanceof Departed ? why : null
}

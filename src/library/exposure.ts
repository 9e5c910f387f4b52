import { UserError } from '../core/problem.js'
import { parseAddress, parseNetwork } from '../proxy/network.js'

/** An address to listen at, in its one spelling; throws a UserError for what is none. */
export const addressOf = (text: string): string => {
  const address = parseAddress(text)
  if (address !== null) return address
  throw new UserError(`listen: expected an address such as 0.0.0.0, found "${text}"`)
}

/** A network whose clients may connect; throws a UserError for what is none. */
export const networkOf = (text: string): string => {
  if (parseNetwork(text) !== null) return text
  throw new UserError(`allowClients: expected a network such as 10.0.0.0/8, or an address, found "${text}"`)
}

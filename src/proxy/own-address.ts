import { networkInterfaces } from 'node:os'

export const isLoopback = (address: string): boolean => address === '::1' || /^127\.[\d.]+$/.test(address)

/** What stands for every address of a machine; a connection to it goes to loopback. */
export const isAny = (address: string): boolean => address === '::' || address === '0.0.0.0'

/** Whether an address of IP, in the spelling of the system, is one of this machine now. */
export const isOwnAddress = (address: string): boolean =>
  isLoopback(address) || isAny(address) || addressesOfMachine().includes(address)

const addressesOfMachine = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address))

/** Where this machine itself reaches who listens at an address. */
export const reachedAt = (listening: string): string =>
  listening === '0.0.0.0' ? '127.0.0.1' : listening === '::' ? '::1' : listening

/** Whether a connection to an address, on the same port, may come to who listens at another; loopback is one place. */
export const comesTo = (address: string, listening: string): boolean => {
  if (address === listening) return true
  const isHere = (one: string) => one === 'localhost' || isLoopback(one) || isAny(one)
  return isHere(address) ? isHere(listening) : isAny(listening) && isOwnAddress(address)
}

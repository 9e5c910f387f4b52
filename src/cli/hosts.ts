import type { Experiment } from '../experiment/experiment.js'

/** The hosts, with their ports, that a run would connect to itself. */
export const hostsTouched = (experiment: Experiment): readonly string[] => {
  const { load, probes, addresses } = experiment.foreseen
  const own = new Set([...addresses.values()].map(({ url }) => new URL(url).host))
  const urls = [
    ...experiment.proxies.flatMap(proxy => (proxy.mode === 'forward' ? [...proxy.map.values()] : [proxy.upstream])),
    ...load.map(({ baseUrl }) => baseUrl),
    ...probes.flatMap(({ probe }) => probe.urls),
  ]
  return [...new Set(urls.map(url => new URL(url).host))].filter(host => !own.has(host)).sort()
}

/** Loopback in the spellings that `URL` leaves: 127.0.0.0/8, ::1, localhost and below. */
export const isThisMachine = (host: string): boolean => {
  const name = new URL(`http://${host}`).hostname
  return /^127\.\d+\.\d+\.\d+$/.test(name) || name === '[::1]' || name === 'localhost' || name.endsWith('.localhost')
}

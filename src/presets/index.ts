import type { SealedFault } from '../core/fault.js'
import { type Preset, presetFault } from '../core/preset.js'

/** A link of somebody's: what is sent over it comes later, and no faster than this each way. */
const link = (latency: Readonly<Record<string, string>>, down: string, up: string) =>
  ({
    latency: ['latency', latency],
    down: ['bandwidth', { rate: down, direction: 'down', scope: 'client' }],
    up: ['bandwidth', { rate: up, direction: 'up', scope: 'client' }],
  }) as const

/**
 * What can be named where a fault can. The mobile links are those of Chrome's DevTools, whose latencies are multiples of
 * the round trip for what a page needs of them, and whose rates are a tenth or a fifth less than the link's; DSL is
 * WebPageTest's.
 */
export const presets: readonly Preset[] = [
  {
    name: 'slow-3g',
    fallacy: 'Bandwidth is infinite',
    summary: "DevTools' Slow 3G: 2 s of latency, 400 kbit/s each way.",
    answers: true,
    parts: link({ add: '2s' }, '400kbit/s', '400kbit/s'),
  },
  {
    name: 'slow-4g',
    fallacy: 'Bandwidth is infinite',
    summary: "DevTools' Slow 4G, once Fast 3G: 562 ms of latency, 1.44 Mbit/s down, 675 kbit/s up.",
    answers: true,
    parts: link({ add: '562.5ms' }, '1.44Mbit/s', '675kbit/s'),
  },
  {
    name: 'fast-4g',
    fallacy: 'Bandwidth is infinite',
    summary: "DevTools' Fast 4G: 165 ms of latency, 8.1 Mbit/s down, 1.35 Mbit/s up.",
    answers: true,
    parts: link({ add: '165ms' }, '8.1Mbit/s', '1.35Mbit/s'),
  },
  {
    name: 'dsl',
    fallacy: 'Bandwidth is infinite',
    summary: 'A line to a home: 50 ms of latency, 1.5 Mbit/s down, 384 kbit/s up.',
    answers: true,
    parts: link({ add: '50ms', jitter: '10%' }, '1.5Mbit/s', '384kbit/s'),
  },
  {
    name: 'satellite',
    fallacy: 'Latency is zero',
    summary: 'A satellite in geostationary orbit: 600 ms of latency, 25 Mbit/s down, 3 Mbit/s up, some loss.',
    answers: true,
    parts: {
      ...link({ add: '600ms', jitter: '10%' }, '25Mbit/s', '3Mbit/s'),
      loss: ['loss', { rate: '0.5%', rtt: '600ms', rto: '1200ms' }],
    },
  },
  {
    name: 'flaky-wifi',
    fallacy: 'The network is reliable',
    summary: 'A crowded wireless network: latency that varies, bursts of loss, 5 Mbit/s down, 2 Mbit/s up.',
    answers: true,
    parts: {
      ...link({ add: '20ms', jitter: '40ms', distribution: 'lognormal' }, '5Mbit/s', '2Mbit/s'),
      loss: ['loss', { rate: '5%', model: 'gilbert', rtt: '30ms', rto: '250ms' }],
    },
  },
  {
    name: 'datacenter-outage',
    fallacy: 'The network is reliable',
    summary: 'A whole site is silent: connections are taken, and nothing ever comes back.',
    answers: false,
    parts: { outage: ['blackhole', {}] },
  },
]

/** The presets as faults, as far as the faults that they need are there. */
export const presetFaults = (faults: readonly SealedFault[]): readonly SealedFault[] =>
  presets.flatMap(preset => presetFault(preset, faults) ?? [])

import type { Catalogue } from '../../src/experiment/catalogue.js'
import type { Experiment } from '../../src/experiment/experiment.js'
import { type Loaded, type LoadInput, loadExperiment } from '../../src/experiment/load.js'
import { latency } from '../../src/faults/latency.js'
import { reset } from '../../src/faults/reset.js'
import { respond } from '../../src/faults/respond.js'
import { http } from '../../src/probes/http.js'
import { tcp } from '../../src/probes/tcp.js'
import { traffic } from '../../src/probes/traffic.js'

export const FILE = 'x.yaml'

/** The minimal experiment: every key of it is needed. */
export const MINIMAL = `version: 1
name: slow-payments
proxies:
  payments: {listen: "127.0.0.1:9002", upstream: "http://127.0.0.1:9102"}
faults:
  slow: {target: payments, latency: {add: 800ms}}
phases:
  - {name: baseline, kind: baseline, duration: 20s}
  - {name: inject, kind: inject, duration: 40s, faults: [slow]}
  - {name: recover, kind: recover, duration: 20s}
probes:
  home: {type: http, url: "http://127.0.0.1:3000/", every: 200ms}
hypotheses:
  - {id: usable, probe: home, measure: latency.p95, max: 1s}
`

/** Plug-ins that stay the same when the package gets more of them. */
export const FEW: Catalogue = {
  faults: [latency, respond, reset],
  probes: [http, tcp, traffic],
  formats: ['json', 'junit', 'markdown'],
}

/** The first port that `freePorts` gives here. */
export const FIRST_PORT = 40_001

/** A text as if it were a file, with no environment. */
export const textInput = (text: string | Uint8Array, input: Partial<LoadInput> = {}): LoadInput => ({
  file: FILE,
  text,
  folder: import.meta.dirname,
  env: {},
  vars: {},
  ownHosts: [],
  allowCommands: true,
  freePorts: async count => Array.from({ length: count }, (_, index) => FIRST_PORT + index),
  ...input,
})

export const loadText = (text: string | Uint8Array, input: Partial<LoadInput> = {}): Promise<Loaded> =>
  loadExperiment(textInput(text, input))

/** The experiment; throws its problems when there are some. */
export const loaded = async (text: string, input: Partial<LoadInput> = {}): Promise<Experiment> => {
  const result = await loadText(text, input)
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'))
  return result.experiment
}

/** Problems, or the warnings of a good file, each as `E104 12:5 message`. */
export const problemsOf = async (
  text: string | Uint8Array,
  input: Partial<LoadInput> = {},
): Promise<readonly string[]> => {
  const result = await loadText(text, input)
  const problems = result.ok ? result.experiment.warnings : result.problems
  return problems.map(({ code, place, message }) => {
    const where = place ? `${place.line}:${place.column}` : '-'
    return `${code} ${where} ${message}`
  })
}

/** A text with one piece of it replaced, which must be in it. */
export const changed = (text: string, from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`the text has no ${from}`)
  return text.replace(from, () => to)
}

// Over 150 lines: every mistake that a file can have, each with its code, is one table.
import { changed, MINIMAL } from './load-text.js'

/** A mistake, the code it must have, and the minimal file with it. */
export interface Wrong {
  readonly code: string
  readonly what: string
  readonly text: string
}

const wrong = (code: string, what: string, from: string, to: string): Wrong => ({
  code,
  what,
  text: changed(MINIMAL, from, to),
})
const added = (code: string, what: string, more: string): Wrong => ({ code, what, text: `${MINIMAL}${more}\n` })

const FAULT = '{target: payments, latency: {add: 800ms}}'
const INJECT = '{name: inject, kind: inject, duration: 40s, faults: [slow]}'
const HYPOTHESIS = '{id: usable, probe: home, measure: latency.p95, max: 1s}'
const PROBE = '{type: http, url: "http://127.0.0.1:3000/", every: 200ms}'
const UPSTREAM = 'http://127.0.0.1:9102'

const faults = [
  wrong('E104', 'a fault that is misspelt', 'latency: {', 'latancy: {'),
  wrong('E103', 'an envelope key that is misspelt', FAULT, '{target: payments, precent: 5%, latency: {add: 800ms}}'),
  wrong('E103', 'an option that is misspelt', 'add: 800ms', 'add: 800ms, jiter: 20%'),
  wrong('E121', 'a duration without a unit', 'add: 800ms', 'add: 800'),
  wrong('E121', 'a percentage without a unit', FAULT, '{target: payments, percent: 0.3, latency: {add: 800ms}}'),
  wrong('E110', 'a percentage above 100%', FAULT, '{target: payments, percent: 130%, latency: {add: 800ms}}'),
  wrong('E122', 'no fault', FAULT, '{target: payments}'),
  wrong('E122', 'two faults', FAULT, '{target: payments, latency: {add: 8ms}, respond: {status: 503}}'),
  wrong('E102', 'no target', FAULT, '{latency: {add: 800ms}}'),
  wrong('E201', 'a target that is misspelt', 'target: payments', 'target: paymnets'),
  wrong('E201', 'a route of a proxy without routes', 'target: payments', 'target: payments/charge'),
  {
    code: 'E201',
    what: 'a route that is misspelt',
    text: changed(
      changed(
        MINIMAL,
        '"http://127.0.0.1:9102"}',
        '"http://127.0.0.1:9102", routes: {charge: {path: /v1}, refund: {}}}',
      ),
      'target: payments',
      'target: payments/chrage',
    ),
  },
  wrong('E110', 'a key of a wrong form', FAULT, '{target: payments, key: header, latency: {add: 800ms}}'),
  wrong('E110', 'the first zero requests', FAULT, '{target: payments, first: 0, latency: {add: 800ms}}'),
  wrong('E211', 'a unit that the protocol lacks', FAULT, '{target: payments, per: stream, latency: {add: 800ms}}'),
  wrong('E222', 'a cohort of no split', FAULT, '{target: payments, cohort: treatment, latency: {add: 800ms}}'),
  wrong(
    'E222',
    'a probe of a cohort of no split',
    PROBE,
    '{type: traffic, target: payments, where: {cohort: control}}',
  ),
  wrong('E110', 'a list in the place of a map', FAULT, '[payments]'),
]

const phases = [
  wrong('E202', 'a fault that no phase can find', 'faults: [slow]', 'faults: [slwo]'),
  wrong(
    'E130',
    'a fault in a baseline',
    'kind: baseline, duration: 20s',
    'kind: baseline, duration: 20s, faults: [slow]',
  ),
  wrong('E130', 'a settling as long as the phase', 'duration: 40s', 'duration: 40s, settle: 40s'),
  wrong('E130', 'a ramp longer than the phase', 'duration: 40s', 'duration: 40s, ramp: {over: 50s}'),
  wrong(
    'E130',
    'a schedule outside the phase',
    INJECT,
    '{name: inject, duration: 40s, schedule: [{fault: slow, at: 50s}]}',
  ),
  wrong(
    'E130',
    'a repetition shorter than what it repeats',
    INJECT,
    '{name: inject, duration: 40s, schedule: [{fault: slow, at: 1s, for: 5s, every: 2s}]}',
  ),
  wrong('E131', 'a phase name twice', 'name: recover', 'name: inject'),
  wrong('E111', 'a kind that is misspelt', 'kind: recover', 'kind: recovery'),
  wrong('E102', 'a kind that the name does not tell', 'name: recover, kind: recover', 'name: calm'),
  wrong('E111', 'a gate that is misspelt', 'duration: 40s', 'duration: 40s, gate: manuel'),
  wrong('E305', 'phases longer than allowed', 'duration: 40s', 'duration: 40m'),
]

const judging = [
  wrong('E123', 'a limit in the wrong unit', 'latency.p95, max: 1s', 'errorRate, max: 5'),
  wrong('E123', 'a latency as a percentage', 'max: 1s', 'max: 5%'),
  wrong('E122', 'no limit', ', max: 1s', ''),
  wrong('E122', 'two limits', 'max: 1s', 'max: 1s, min: 1ms'),
  wrong('E111', 'a measure that is misspelt', 'latency.p95', 'latency.95'),
  wrong(
    'E122',
    'a comparison without a limit',
    HYPOTHESIS,
    '{id: usable, probe: home, measure: latency.p95, versus: {phase: baseline}}',
  ),
  wrong(
    'E110',
    'a phase that is compared with itself',
    HYPOTHESIS,
    '{id: usable, probe: home, measure: latency.p95, versus: {phase: inject, maxRatio: 2}}',
  ),
  wrong('E102', 'an amplification that does not say of what', 'latency.p95, max: 1s', 'amplification, max: 3'),
  wrong(
    'E122',
    'a start without a finish',
    HYPOTHESIS,
    '{id: usable, kind: eventually, start: {probe: home}, finish: {}, within: 5s}',
  ),
  wrong('E110', 'a value of a probe without one', 'latency.p95, max: 1s', 'value.max, max: 5'),
  wrong('E203', 'a probe that is misspelt', 'probe: home', 'probe: hme'),
  wrong('E204', 'a phase that is not there', 'max: 1s}', 'max: 1s, phases: [injection]}'),
  wrong('E110', 'a confidence without a unit', 'max: 1s}', 'max: 1s, confidence: 1}'),
  wrong('E131', 'an id twice', HYPOTHESIS, `${HYPOTHESIS}\n  - ${HYPOTHESIS}`),
  wrong('E121', 'a probe every number', 'every: 200ms', 'every: 200'),
  wrong('E110', 'a probe below the floor', 'every: 200ms', 'every: 10ms'),
  wrong('E111', 'a probe type that is misspelt', 'type: http', 'type: htpp'),
  wrong('E103', 'a rhythm for a probe that has none', PROBE, '{type: traffic, target: payments, every: 1s}'),
  wrong('E201', 'a probe of a proxy that is not there', PROBE, '{type: traffic, target: payment}'),
  added(
    'E122',
    'an abort rule with two ways',
    'abort: [{id: a, probe: home, measure: count, max: 5, maxConsecutiveErrors: 1}]',
  ),
]

const hosts = [
  wrong('E301', 'an upstream elsewhere', UPSTREAM, 'http://api.example:80'),
  wrong('E302', 'an upstream that looks like production', UPSTREAM, 'http://payments.prod.example'),
  wrong('E303', 'the address of the metadata service', UPSTREAM, 'http://169.254.169.254'),
  wrong('E301', 'a probe elsewhere', 'http://127.0.0.1:3000/', 'http://8.8.8.8/'),
  wrong('E304', 'a listener on all addresses', '127.0.0.1:9002', '0.0.0.0:9002'),
  wrong('E110', 'an upstream that is no URL', UPSTREAM, '127.0.0.1:9102'),
  wrong('E110', 'a TCP upstream without a port', UPSTREAM, 'tcp://127.0.0.1'),
  wrong('E110', 'a forward proxy', 'listen:', 'mode: forward, listen:'),
  wrong(
    'E131',
    'an address twice',
    'faults:\n',
    '  other: {listen: "127.0.0.1:9002", upstream: "http://127.0.0.1:1"}\nfaults:\n',
  ),
]

const references = [
  wrong('E206', 'a variable that is not declared', 'add: 800ms', 'add: "${vars.delay}"'),
  wrong('E206', 'a reference without an end', 'add: 800ms', 'add: "${vars.delay"'),
  wrong('E206', 'a reference to nothing', 'add: 800ms', 'add: "${var.delay}"'),
  wrong('E207', 'an environment variable that is not set', 'add: 800ms', 'add: "${env.DELAY}"'),
  wrong('E209', 'an address where it is not known yet', UPSTREAM, '${proxies.payments.url}'),
  wrong('E209', 'a draw outside of load', 'add: 800ms', 'add: "${random.int(1,5)}ms"'),
  added('E207', 'a variable without a value', 'vars: {delay: {env: DELAY}}'),
  added('E208', 'a default outside its bounds', 'vars: {rps: {default: 500, max: 200}}'),
  added('E103', 'a secret with a default', 'secrets: {token: {file: load-text.ts, default: abc}}'),
  added(
    'E206',
    'a proxy that is not there',
    'load: {l: {baseUrl: "${proxies.edge.url}", rate: 1/s, requests: [{get: /}]}}',
  ),
]

const safety = [
  added('E110', 'a lifetime out of bounds', 'safety: {faultTtl: 90s}'),
  added('E306', 'more traffic hit than allowed', 'safety: {maxAffected: 50%}'),
  added('E111', 'a consent that is misspelt', 'safety: {confirm: sometimes}'),
  added('E110', 'a lock with a slash', 'safety: {lock: a/b}'),
  added('E110', 'a window without a time zone', 'safety: {windows: ["Mon-Thu 09:00-16:00"]}'),
  added('E110', 'a window in a zone that is nowhere', 'safety: {windows: ["09:00-16:00 Europe/Atlantis"]}'),
  added('E110', 'a window on a day that is none', 'safety: {windows: ["Mon-Thr 09:00-16:00 UTC"]}'),
  added('E110', 'no window', 'safety: {windows: []}'),
  added('E110', 'a stop file without a name', 'safety: {stopFile: ""}'),
  added('E111', 'an answer to a signal that is misspelt', 'safety: {onSignal: {first: abort}}'),
  added('E103', 'a third signal', 'safety: {onSignal: {third: abortNow}}'),
  added('E110', 'a hook for a shell', 'hooks: {before: [{run: "./seed.sh --all"}]}'),
  added('E102', 'a hook without a program', 'hooks: {before: [{timeout: 5s}]}'),
  added('E121', 'a hook whose time has no unit', 'hooks: {cleanup: [{run: [./reset.sh], timeout: 5}]}'),
  added('E110', 'a hook that is tried less than once', 'hooks: {cleanup: [{run: [./reset.sh], retries: -1}]}'),
  added('E103', 'hooks at another time', 'hooks: {after: []}'),
]

const matrix = (text: string) => `matrix: ${text}`
const cells = [
  added('E110', 'an axis without a value', matrix('{axes: {delay: []}}')),
  added('E110', 'a matrix without an axis', matrix('{axes: {}}')),
  added('E102', 'a matrix without axes', matrix('{maxParallel: 2}')),
  added('E103', 'a matrix key that is misspelt', matrix('{axes: {a: [1]}, exlude: []}')),
  added('E221', 'an axis that is misspelt', matrix('{axes: {delay: [1s, 2s]}, exclude: [{dealy: 1s}]}')),
  added('E102', 'a cell to include that is not whole', matrix('{axes: {a: [1], b: [2]}, include: [{a: 3}]}')),
  added('E221', 'a matrix without a cell', matrix('{axes: {a: [1]}, exclude: [{a: 1}]}')),
  added('E221', 'too many cells', matrix('{axes: {a: [1, 2, 3, 4, 5, 6, 7, 8, 9], b: [1, 2, 3, 4, 5, 6, 7, 8]}}')),
  added('E110', 'no cell at a time', matrix('{axes: {a: [1]}, maxParallel: 0}')),
  wrong('E221', 'cells that would share a port', 'faults:\n', 'matrix: {axes: {a: [1, 2]}, maxParallel: 2}\nfaults:\n'),
  wrong('E206', 'an axis that is not there', 'add: 800ms', 'add: "${matrix.delay}"'),
  added('E209', 'a matrix that refers to something', matrix('{axes: {a: ["${env.HOME}"]}}')),
  added('E110', 'an import that is no list', 'imports: shared.yaml'),
  added('E220', 'an import that is not there', 'imports: [./nowhere.yaml]'),
]

const split = (text: string) => `cohorts: {entry: payments, by: connection${text}}`
const cohorts = [
  added('E201', 'a split at a proxy that is misspelt', 'cohorts: {entry: paymnets, by: connection}'),
  added('E102', 'a split without an entry', 'cohorts: {by: connection}'),
  added('E110', 'a split that leaves no control group', split(', treatment: 100%')),
  added('E121', 'a share of cohorts without a unit', split(', treatment: 0.5')),
  added('E110', 'cohorts by a query', 'cohorts: {entry: payments, by: "query:user"}'),
  added('E110', 'a cohort header that is none', split(', propagate: "x cohort"')),
  added('E103', 'a cohort key that is misspelt', split(', propogate: x-cohort')),
  {
    code: 'E111',
    what: 'a cohort that is misspelt',
    text: `${changed(MINIMAL, FAULT, '{target: payments, cohort: treated, latency: {add: 1s}}')}${split('')}\n`,
  },
]

const others = [
  wrong('E110', 'a version to come', 'version: 1', 'version: 2'),
  wrong('E102', 'no name', 'name: slow-payments\n', ''),
  wrong('E110', 'a name with spaces', 'name: slow-payments', 'name: Slow payments'),
  added('E103', 'a section that is misspelt', 'hypothesis: []'),
  added('E111', 'samples that are misspelt', 'report: {samples: failure}'),
  added('E304', 'a control port for the network', 'gameday: {control: {listen: "0.0.0.0:0"}}'),
  added('E110', 'a token that can be guessed', 'gameday: {control: {operatorToken: hunter2}}'),
  added('E131', 'one item twice on the checklist', 'gameday: {checklist: [dashboards open, dashboards open]}'),
  added('E111', 'predictions that are misspelt', 'gameday: {predictions: require}'),
  added('E110', 'a section that is no map', 'services: 5'),
  added('E122', 'a service without a program', 'services: {a: {ready: {http: "http://127.0.0.1:1/"}}}'),
  added('E111', 'a sample that is misspelt', 'services: {a: {sample: checkuot, ready: {log: up}}}'),
  added('E205', 'a service that is not there', 'services: {a: {command: [a], ready: {log: up}, dependsOn: [b]}}'),
  added(
    'E205',
    'services in a circle',
    'services:\n  a: {command: [a], ready: {log: up}, dependsOn: [b]}\n  b: {command: [b], ready: {log: up}, dependsOn: [a]}',
  ),
  added('E210', 'a folder that is not there', 'services: {a: {command: [a], cwd: ./nowhere, ready: {log: up}}}'),
  added('E121', 'a rate without a unit', 'load: {l: {baseUrl: "http://127.0.0.1/", rate: 20, requests: [{get: /}]}}'),
  added(
    'E122',
    'a request without a method',
    'load: {l: {baseUrl: "http://127.0.0.1/", rate: 2/s, requests: [{name: a}]}}',
  ),
  added('E111', 'a format that nobody writes', 'report: {formats: [jsn]}'),
  added('E307', 'code of its own that nobody allowed', 'use: [./my-fault.js]'),
  added('E131', 'a section twice', 'name: again'),
  added('E100', 'a bracket that is not closed', 'x-note: [1, 2'),
  wrong('E100', 'a tab as indentation', '  payments: {', '\tpayments: {'),
  added('E100', 'a reserved key', '__proto__: {}'),
  added('E100', 'a tag', 'x-note: !!js/function "return 1"'),
]

export const WRONG: readonly Wrong[] = [
  ...faults,
  ...phases,
  ...judging,
  ...hosts,
  ...references,
  ...safety,
  ...cells,
  ...cohorts,
  ...others,
]

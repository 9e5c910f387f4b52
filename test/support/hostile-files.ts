import { MINIMAL } from './load-text.js'

const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('')

const PROXIES = many(1_500, at => `  p${at}: {upstream: "http://127.0.0.1:1"}\n`)
const REQUESTS = many(5_000, () => '{weight: 0}, ')

/** Files whose work grows with the square of their size when it is done carelessly. */
export const HOSTILE: readonly (readonly [what: string, text: string])[] = [
  ['a million characters of values', `x: [${many(300_000, () => '1, ')}]`],
  ['unknown keys', `${MINIMAL}${many(9_000, at => `key${at}: 1\n`)}`],
  ['references to nothing', `${MINIMAL}x: [${many(18_000, at => `"\${vars.v${at}}", `)}]\n`],
  [
    'faults that miss many proxies',
    `version: 1\nname: a\nproxies:\n${PROXIES}faults:\n${many(1_500, at => `  f${at}: {target: q${at}, reset: {}}\n`)}`,
  ],
  [
    'phases with a fault each',
    `${MINIMAL.replace(/phases:[\s\S]*(?=probes:)/, '')}phases:\n${many(1_500, at => `- {name: n${at}, duration: 1s, faults: [x${at}]}\n`)}`,
  ],
  ['one phase with many faults', MINIMAL.replace('[slow]', `[${many(18_000, at => `f${at}, `)}]`)],
  [
    'hypotheses about other probes',
    `${MINIMAL}${many(1_500, at => `  - {id: h${at}, probe: p${at}, measure: count, max: 1}\n`)}`,
  ],
  [
    'requests without a method',
    `${MINIMAL}load: {l: {baseUrl: "http://127.0.0.1/", rate: 1/s, requests: [${REQUESTS}]}}\n`,
  ],
  ['variables that nobody uses', `${MINIMAL}vars:\n${many(4_000, at => `  v${at}: {default: ${at}}\n`)}`],
  ['one long word', MINIMAL.replace('target: payments', `target: ${'p'.repeat(900_000)}`)],
  ['a long line of dollars', MINIMAL.replace('800ms', `"${'${'.repeat(400_000)}"`)],
  ['a long line of comment marks', `${many(200_000, () => '# ')}\nname: a\n`],
  [
    'services that need all before them',
    `${MINIMAL}services:\n${many(180, at => `  s${at}: {command: [a], dependsOn: [${many(at, to => `s${to}, `)}]}\n`)}`,
  ],
]

import { UserError } from '../core/problem.js'
import type { ExperimentSource } from './experiment-source.js'

export interface PresetFlags {
  readonly preset?: string
  readonly target?: string
}

/** An experiment without a file: one preset on whatever is at a URL, asked through a proxy before it. Throws a UserError. */
export const presetSource = async ({ preset, target }: PresetFlags, folder: string): Promise<ExperimentSource> => {
  const { presets } = await import('../presets/index.js')
  const found = presets.find(({ name }) => name === preset)
  const names = presets.map(({ name }) => name).join(', ')
  if (found === undefined) throw new UserError(`there is no preset "${preset}"`, { hints: [`there are: ${names}`] })
  const hints = [`such as: fallacy run --preset ${found.name} --target http://127.0.0.1:3000/`]
  if (target === undefined) throw new UserError('a preset needs --target, the URL of what is asked', { hints })
  if (!/^https?:$/.test(URL.canParse(target) ? new URL(target).protocol : ''))
    throw new UserError(`expected --target to be an http:// or https:// URL, found "${target}"`, { hints })
  const text = experiment(found.name, found.answers, new URL(target))
  return { file: `<${found.name}>`, bytes: Buffer.from(text), folder }
}

const experiment = (preset: string, answers: boolean, { origin, pathname, search }: URL): string => `version: 1
name: ${preset}
title: ${JSON.stringify(`${preset} before ${origin}`)}
proxies:
  target: {listen: "127.0.0.1:0", upstream: ${JSON.stringify(origin)}}
faults:
  ${preset}: {target: target, ${preset}: {}}
probes:
  page:
    type: http
    url: ${JSON.stringify(`\${proxies.target.url}${(pathname + search).replaceAll('$', '%24')}`)}
    every: 250ms
    timeout: 10s
hypotheses:
${answers ? ANSWERS : ''}${RECOVERS}`

const ANSWERS = `  - id: answers
    title: 95% of requests are answered all the same
    probe: page
    measure: errorRate
    max: 5%
`

const RECOVERS = `  - id: recovers
    title: Requests are answered again soon after
    kind: recovery
    probe: page
    measure: errorRate
    max: 5%
    within: 15s
    stableFor: 3s
`

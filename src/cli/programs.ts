import { inert } from '../core/inert.js'
import { shellWord } from '../core/shell-word.js'
import type { Experiment, ServiceSpec } from '../experiment/experiment.js'
import { maskOf } from '../experiment/mask.js'
import { strangeTo } from '../experiment/sample-program.js'

/** Every program that a run would start, as `service ID: program argument …`: what a file from elsewhere might do. */
export const programsStarted = (experiment: Experiment): readonly string[] =>
  programsOf(experiment).map(({ shown }) => shown)

/** Those of them that the file names, and samples that it could have load code: they need consent. */
export const programsNamed = (experiment: Experiment): readonly string[] =>
  programsOf(experiment).flatMap(({ shown, named }) => (named ? [shown] : []))

interface Program {
  readonly shown: string
  readonly named: boolean
}

const programsOf = ({ foreseen, hooks, secrets }: Experiment): readonly Program[] => {
  const mask = maskOf(secrets)
  const word = (text: string) => shellWord(mask(text))
  const program = (role: string, command: readonly string[]): Program => ({
    ...{ shown: `${role}: ${command.map(word).join(' ')}`, named: true },
  })
  const service = ({ id, command, sample, env }: ServiceSpec): Program => {
    if (sample === undefined) return program(`service ${id}`, command)
    const strange = strangeTo(Object.keys(env)).map(name => `, with ${inert(name)}=${word(env[name] ?? '')}`)
    return { shown: `service ${id}: the embedded ${sample}${strange.join('')}`, named: strange.length > 0 }
  }
  return [
    ...hooks.before.map(({ command }) => program('hook before', command)),
    ...foreseen.services.flatMap(spec => [
      service(spec),
      ...(spec.ready?.kind === 'command' ? [program(`ready ${spec.id}`, spec.ready.command)] : []),
    ]),
    ...foreseen.probes.flatMap(({ id, probe: { command } }) =>
      command === null ? [] : [program(`probe ${id}`, command)],
    ),
    ...hooks.cleanup.map(({ command }) => program('hook cleanup', command)),
  ]
}

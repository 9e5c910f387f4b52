import { inert } from '../core/inert.js'
import type { Experiment } from '../experiment/experiment.js'

/** Every program that a run would start, as `service ID: program argument …`: what a file from elsewhere might do. */
export const programsStarted = (experiment: Experiment): readonly string[] => {
  const { services, probes } = experiment.foreseen
  const show = (kind: string, id: string, command: readonly string[]) => `${kind} ${id}: ${inert(command.join(' '))}`
  const { before, cleanup } = experiment.hooks
  return [
    ...before.map(({ command }) => show('hook', 'before', command)),
    ...services.flatMap(({ id, command, ready }) => [
      show('service', id, command),
      ...(ready?.kind === 'command' ? [show('ready', id, ready.command)] : []),
    ]),
    ...probes.flatMap(({ id, probe: { command } }) => (command === null ? [] : [show('probe', id, command)])),
    ...cleanup.map(({ command }) => show('hook', 'cleanup', command)),
  ]
}

import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import { strangeTo } from '../sample-program.js'
import type { Path } from '../yaml/tree.js'
import type { Probes } from './probes.js'

/** How a user allows a file's programs. */
export const ALLOW_COMMANDS = 'read the file, then run it with --allow-commands (or FALLACY_ALLOW_COMMANDS=1)'

/** Refuses every program that the file names, and what could make an embedded sample load one: only its user allows them. */
export const refuseCommands = (sheet: Sheet, { bound }: Probes): void => {
  const paths = [...ofServices(sheet), ...ofSamples(sheet), ...ofProbes(sheet, bound), ...ofHooks(sheet)]
  for (const path of paths.filter(path => sheet.has(path)))
    sheet.report({
      code: CODES.commands,
      path,
      on: 'key',
      message: 'the file names a program here, which is not started unless you allow it',
      hints: [ALLOW_COMMANDS],
    })
}

const ofServices = (sheet: Sheet): readonly Path[] =>
  sheet.keysOf(['services']).flatMap(id => [
    ['services', id, 'command'],
    ['services', id, 'ready', 'command'],
  ])

const ofSamples = (sheet: Sheet): readonly Path[] =>
  sheet
    .keysOf(['services'])
    .filter(id => sheet.has(['services', id, 'sample']))
    .flatMap(id => strangeTo(sheet.keysOf(['services', id, 'env'])).map(name => ['services', id, 'env', name]))

/** Every type of probe that starts programs, also that of a plug-in. */
const ofProbes = (sheet: Sheet, bound: Probes['bound']): readonly Path[] =>
  [...bound].flatMap(([id, { command }]) => {
    if (command === null) return []
    return sheet.has(['probes', id, 'run']) ? [['probes', id, 'run']] : [['probes', id]]
  })

const ofHooks = (sheet: Sheet): readonly Path[] =>
  ['before', 'cleanup'].flatMap(when => sheet.indices(['hooks', when]).map(at => ['hooks', when, at, 'run']))

import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Environment } from '../library/environment.js'
import { parseAddress, parseNetwork } from '../proxy/network.js'

export type Variables = Readonly<Record<string, string>>

const SAYS_NO = /^(?:0|false|no|off|)$/i
const VARIABLE = /^([A-Za-z_][\w-]*)=(.*)$/s

const variable = (text: string, before: Variables = {}): Variables => {
  const [, name, value] = VARIABLE.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Expected name=value.')
  return { ...before, [name]: value }
}

export const list = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

const address = (text: string, before: readonly string[] = []): readonly string[] => {
  const found = parseAddress(text)
  if (found !== null) return [...before, found]
  throw new InvalidArgumentError('Expected an address such as 0.0.0.0, :: or 192.168.1.5; the file has the port.')
}

const network = (text: string, before: readonly string[] = []): readonly string[] => {
  if (parseNetwork(text) !== null) return [...before, text]
  throw new InvalidArgumentError('Expected a network such as 10.0.0.0/8 or fd00::/8, or an address.')
}

const seed = (text: string): number => {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(number)) throw new InvalidArgumentError('Expected an integer from 0 to 2^53-1.')
  return number
}

const times = (text: string): number => {
  const number = /^\d+$/.test(text) ? Number(text) : 0
  if (number < 1 || number > 1_000) throw new InvalidArgumentError('Expected a whole number from 1 to 1000.')
  return number
}

const pattern = (text: string): RegExp => {
  try {
    return new RegExp(text, 'i')
  } catch {
    throw new InvalidArgumentError('Expected a regular expression.')
  }
}

/** Commander takes a variable that is there for a yes, whatever it says; empty, 0, false, no and off are none here. */
const switchOption = (flags: string, description: string, variable: string): Option => {
  const option = new Option(flags, description)
  return process.env[variable] === undefined || isOn(variable, process.env) ? option.env(variable) : option
}

/** Whether a variable gives a yes. */
export const isOn = (variable: string, env: Environment): boolean => !SAYS_NO.test(env[variable] ?? '')

/** Options that choose among experiments. */
export const choiceOptions = (): readonly Option[] => [
  new Option('--only <id>', 'judge only this hypothesis, and run only experiments that have it (repeatable)').argParser(
    list,
  ),
  new Option('--tag <tag>', 'only experiments with this tag (repeatable)').argParser(list),
  new Option('-g, --grep <regexp>', 'only experiments whose name or title matches').argParser(pattern),
  new Option('--last-failed', 'only experiments whose newest run did not pass'),
]
export const maxCellsOption = () =>
  new Option('--max-cells <n>', 'how many cells a matrix may have (default: 64)').argParser(times)
export const repeatOption = () => new Option('--repeat <n>', 'run everything n times').argParser(times)

/** A command with these options too, in this order. */
export const withOptions = (command: Command, options: readonly Option[]): Command =>
  options.reduce((to, option) => to.addOption(option), command)

// Options that several commands share. Many have a variable of the environment as well; the flag wins.

/** With what a file is run, and where what comes of it goes. */
export const startOptions = (): readonly Option[] => [varOption(), seedOption(), outputDirOption()]
/** What else comes of a run. */
export const resultOptions = (): readonly Option[] => [reporterOption(), outOption(), metricsOption()]
/** What a file may do when it is read. */
export const trustOptions = (): readonly Option[] => [ownOption(), listenOption(), clientsOption(), pluginsOption()]

export const varOption = () =>
  new Option('--var <name=value>', 'set a variable of the file (repeatable)').argParser(variable)
const ownOption = () =>
  new Option('--i-own <host>', 'a host that this may touch although the file does not allow it (repeatable)').argParser(
    list,
  )
const listenOption = () =>
  new Option(
    '--listen <address>',
    'an address beyond this machine that proxies of the file may listen at, such as 0.0.0.0 (repeatable)',
  ).argParser(address)
const clientsOption = () =>
  new Option(
    '--allow-clients <network>',
    'who may connect there besides this machine, such as 10.0.0.0/8 or an address (repeatable)',
  ).argParser(network)
export const seedOption = () =>
  new Option('--seed <n>', 'the seed of all chance; the same seed gives the same faults')
    .env('FALLACY_SEED')
    .argParser(seed)
export const outputDirOption = (preset = 'report.dir of the file') =>
  new Option('--output-dir <dir>', `where run folders are (default: ${preset})`).env('FALLACY_OUTPUT_DIR')
const reporterOption = () =>
  new Option(
    '-r, --reporter <name[=path]>',
    'write this format too: its name, or the module of your own (repeatable); none drops those of the file',
  )
    .env('FALLACY_REPORTER')
    .argParser(list)
const outOption = () =>
  new Option('--out <kind=where>', 'the numbers, too: prometheus=FILE, ndjson=FILE, otlp=URL (repeatable)').argParser(
    list,
  )
const metricsOption = () =>
  new Option('--metrics <host:port>', 'the numbers while it runs, for Prometheus; on this machine only').env(
    'FALLACY_METRICS',
  )
export const jsonOption = () => new Option('--json', 'the report as JSON on standard output')
export const quietOption = () => switchOption('-q, --quiet', 'no progress, only the result', 'FALLACY_QUIET')
export const showSecretsOption = () =>
  new Option('--show-secrets', 'mask nothing in the journal and the reports of this run; at a terminal only')
export const yesOption = () => switchOption('-y, --yes', 'consent to touch hosts beyond this machine', 'FALLACY_YES')
const pluginsOption = () =>
  switchOption(
    '--allow-plugins',
    'load the modules that the file names in use: they run inside this process',
    'FALLACY_ALLOW_PLUGINS',
  )
/** What it may do when it is run. */
export const commandsOption = () =>
  switchOption('--allow-commands', 'start the programs that the file names: they run as you', 'FALLACY_ALLOW_COMMANDS')
export const useOption = () =>
  new Option('--use <module>', 'also those of this module, a path or a package (repeatable)').argParser(list)

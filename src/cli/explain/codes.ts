import { CODES } from '../../experiment/codes.js'

const codes = new Map<string, string>(Object.entries(CODES))

/** What each code means and what would do; a code without a page does not compile. */
const PAGES: Readonly<Record<keyof typeof CODES, string>> = {
  syntax: 'The file is not YAML, or uses a part of YAML that is refused: tags, reserved keys, tabs as indentation.',
  unreadable: 'The file is too large, too deep, not UTF-8, or has too many aliases to be an experiment.',
  missing: 'A key is needed here and is not there; the message names it.',
  unknownKey: 'There is no such key here. Keys of your own begin with x- and are ignored everywhere.',
  unknownFault: 'There is no such fault: `fallacy faults` lists those there are.',
  wrong: 'The value has the right place and the wrong shape or size; the message says what was expected.',
  notOneOf: 'The value is not one of those that are possible here.',
  noUnit: 'A quantity has its unit with it: 250ms, 2s, 64KiB, 30%, 20/s. A bare number could mean anything.',
  notExactlyOne: 'Exactly one of several keys is needed, such as one fault for each entry of faults.',
  wrongUnit: 'The unit does not fit the measure: latencies have ms or s, rates have %.',
  schedule: 'A fault inside a phase starts or ends outside of it, or overlaps itself.',
  duplicate: 'Two things have one name or one address; the second place is shown with the first.',
  noTarget: 'A fault or a probe names a proxy or a route that the file does not declare.',
  noFault: 'A phase names a fault that is not declared in faults.',
  noProbe: 'A hypothesis or an abort rule names a probe that is not declared in probes.',
  noPhase: 'A hypothesis or a load names a phase that is not declared in phases.',
  noService: 'A service depends on one that is not declared, or on itself in a circle.',
  noReference: 'A ${...} names nothing that can be known: use ${vars.x}, ${secrets.x}, ${env.X} or ${proxies.x.url}.',
  notSet: 'A variable or a secret has no value: give --var name=value, its environment variable, or a default.',
  variable: 'The value of a variable does not fit its type, min, max or enum.',
  notHere: 'This reference cannot stand here, for example the address of a proxy before it is known.',
  noFolder: 'A folder that a service starts in does not exist; paths start from the folder of the file.',
  protocol: 'The fault, or this option of it, means nothing on what the target speaks.',
  certificate: 'A certificate or its key cannot be read, or the two do not belong together.',
  noPlugin: 'A module in use cannot be loaded, or exports no fault, no probe and no reporter.',
  noImport:
    'A file in imports cannot be read, or files import each other; paths start from the folder of the importer.',
  matrix:
    'The cells of the matrix cannot be: an axis that is not there, none or too many, or a port that they would share.',
  noCohorts: 'A fault or a probe is for one cohort, and the file does not split its traffic: declare cohorts.',
  hostNotAllowed:
    'safety.allowHosts does not name this host; by default only loopback and private addresses may be touched.',
  hostDenied: 'safety.denyHosts names this host (by default everything with prod in it). --i-own HOST overrules it.',
  linkLocal: 'Link-local addresses are where clouds keep credentials: they are never touched.',
  listen:
    'A proxy that listens beyond loopback could be used by anybody on the network. Whoever runs it consents by --listen ADDRESS, and says by --allow-clients 10.0.0.0/8 who may connect besides this machine.',
  tooLong: 'The phases together are longer than safety.maxDuration.',
  tooMuch: 'The faults hit more at once than safety allows.',
  plugins: 'The file names code of its own in use. It runs inside this process, so only --allow-plugins loads it.',
  commands:
    'The file names a program, such as a hook or the command of a service. It runs as you, so it is started only with ' +
    '--allow-commands (or FALLACY_ALLOW_COMMANDS), or after a yes at the terminal. The embedded shop needs none.',
  unusedVariable: 'A variable is declared and used nowhere.',
  noReadiness: 'A service has no `ready`: the run starts before it may be able to answer.',
  unusedFault: 'A fault is declared and is in no phase, so it never happens.',
  nothingInjected: 'No phase injects a fault: the run only measures.',
  recoveryTooShort: 'The phase after the faults is shorter than the time that a recovery is given.',
  nothingJudged: 'Without hypotheses nothing is judged, and a run that proves nothing does not pass.',
  unusedAxis: 'An axis of the matrix is used nowhere, so its values make runs that are alike.',
  notSticky: 'Cohorts are drawn for each request, so one user is in both; choose a header, a cookie or the connection.',
  tooFewSamples:
    'A hypothesis will get fewer samples than can decide it: lengthen the phase, sample more often, or widen the limit.',
  unusedListen: '--listen or --allow-clients is given, and no proxy of the file listens beyond this machine there.',
  noBaseline: 'Without a baseline nobody knows whether what fails under faults held before them.',
}

/** Each code with its page, such as `E121`. */
export const codePages: ReadonlyMap<string, string> = new Map(
  Object.entries(PAGES).map(([name, page]) => [codes.get(name) ?? name, page]),
)

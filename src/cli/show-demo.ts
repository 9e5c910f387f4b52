import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { EXIT, UserError } from '../core/problem.js'
import { inPackage } from '../library/package.js'
import { invocation } from './invocation.js'
import { runFiles } from './run-files.js'
import type { RunFlags } from './run-flags.js'
import type { Terminal } from './terminal.js'

export interface DemoFlags extends Pick<RunFlags, 'json' | 'seed' | 'outputDir'> {
  readonly broken?: boolean
}

/** The first lesson, on the shop of the package: with `broken`, on the careless one, where it fails. */
export const showDemo = async ({ broken = false, ...flags }: DemoFlags, terminal: Terminal): Promise<void> => {
  const file = firstExperiment(terminal.folder)
  const shop = broken ? 'careless' : 'resilient'
  terminal.err.write(introduction(file, shop))
  const code = await runFiles(
    [file],
    { outputDir: 'fallacy-report', ...flags, reporter: ['html'], var: { shop } },
    terminal,
  )
  terminal.exit(code)
  if (!broken && code === EXIT.pass) terminal.err.write(afterResilient(invocation(terminal.env)))
  if (broken && code === EXIT.fail) terminal.err.write(AFTER_CARELESS)
}

const firstExperiment = (folder: string): string => {
  const experiments = inPackage('experiments')
  const first = readdirSync(experiments).find(name => /^01-.*\.yaml$/.test(name))
  if (first === undefined) throw new UserError('the package has no first experiment', { exit: 'bug' })
  const path = relative(folder, join(experiments, first))
  return path.startsWith('..') ? join(experiments, first) : path
}

const introduction = (file: string, shop: string): string => `
  A shop of small real services runs on this machine, with a proxy between two of them. For a
  while the proxy makes the payments slow; probes watch what the customers see.
  This shop is the ${shop} one.
  The experiment is the file ${file}

`

const afterResilient = (fallacy: string): string => `
  The payments were slow, and customers hardly noticed: the shop gives up early and answers with
  something simpler.
  Next: ${fallacy} demo --broken, the same fault on a shop that waits for ever.
  Then: copy the file, and put your own service behind a proxy of it.
`

const AFTER_CARELESS = `
  This shop waits as long as the payments take, so their trouble became everybody's. That is what
  the red line says: what was measured, the limit, and the place in the file that declares it.
  A timeout and a fallback mend it.
`

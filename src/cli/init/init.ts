import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { UserError } from '../../core/problem.js'
import { invocation } from '../invocation.js'
import type { Terminal } from '../terminal.js'
import { type Answers, answersFrom, type InitFlags } from './answers.js'
import { GITHUB, GITLAB } from './ci-text.js'
import { experimentText } from './experiment-text.js'

const REPORTS = 'fallacy-report/'

/** Writes an experiment and what belongs to it into a folder; whatever is there stays, unless `--force` is given. */
export const init = async (folder: string, flags: InitFlags, terminal: Terminal): Promise<void> => {
  const answers = await answersFrom(flags, terminal)
  const root = resolve(terminal.folder, folder)
  const files = filesOf(answers)
  const there = Object.keys(files).filter(path => existsSync(join(root, path)))
  if (there.length > 0 && !flags.force)
    throw new UserError(`${there.join(' and ')} would be overwritten: nothing was written`, {
      hints: ['choose another --name or --ci none, or overwrite with --force'],
    })
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const ignored = ignoreReports(join(root, '.gitignore'))
  const shown = (path: string) => relative(terminal.folder, join(root, path)) || path
  const written = [...Object.keys(files), ...(ignored ? ['.gitignore'] : [])].map(path => `  ${shown(path)}\n`)
  const next = `${invocation(terminal.env)} run ${shown(experimentPath(answers))}`
  terminal.out.write(`written:\n${written.join('')}next: ${next}\n`)
}

const experimentPath = ({ name }: Answers): string => `experiments/${name}.yaml`

const filesOf = (answers: Answers): Readonly<Record<string, string>> => ({
  [experimentPath(answers)]: experimentText(answers),
  ...(answers.ci === 'github' && { '.github/workflows/resilience.yml': GITHUB }),
  ...(answers.ci === 'gitlab' && { '.gitlab-ci.yml': GITLAB }),
})

/** Adds a line for the folder of runs, if there is none; says whether it did. */
const ignoreReports = (path: string): boolean => {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (text.split(/\r?\n/).some(line => line.trim().replace(/^\//, '').replace(/\/$/, '') === 'fallacy-report'))
    return false
  writeFileSync(path, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${REPORTS}\n`)
  return true
}

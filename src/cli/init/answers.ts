import { UserError } from '../../core/problem.js'
import type { Terminal } from '../terminal.js'

export const CI_KINDS = ['github', 'gitlab', 'none'] as const
export type CiKind = (typeof CI_KINDS)[number]

/** The options of `fallacy init`; what is not given is asked for, or with `--yes` as it would be by default. */
export interface InitFlags {
  readonly target?: string
  readonly dependency?: string
  readonly ci?: CiKind
  readonly name?: string
  readonly yes?: boolean
  readonly force?: boolean
}

/** All that has to be known to write an experiment. */
export interface Answers {
  /** What users see. */
  readonly target: URL
  /** What it depends on; null: the proxy stands before the target itself. */
  readonly dependency: URL | null
  readonly ci: CiKind
  readonly name: string
}

interface Question<Answer> {
  readonly flag: string
  readonly text: string
  readonly preset: string | null
  /** Throws a UserError. */
  readonly read: (text: string) => Answer
}

type Ask = <Answer>(question: Question<Answer>, given: string | undefined) => Promise<Answer>

/** Asks for what the flags leave open, one after the other; again when an answer does not fit. */
export const answersFrom = async (flags: InitFlags, terminal: Terminal): Promise<Answers> => {
  if (flags.yes || terminal.openPerson === null) return allAnswers(flags, withoutAsking(flags))
  const person = await terminal.openPerson()
  try {
    return await allAnswers(flags, async (question, given) => {
      for (let text = given; ; text = undefined) {
        const shown = question.preset === null ? '' : ` (${question.preset || 'none'})`
        const answer = text ?? ((await person.ask(`${question.text}${shown}: `)) || (question.preset ?? ''))
        try {
          return question.read(answer)
        } catch (error) {
          if (!(error instanceof UserError) || text !== undefined) throw error
          terminal.err.write(`${error.message}\n`)
        }
      }
    })
  } finally {
    person.close()
  }
}

const withoutAsking =
  ({ yes }: InitFlags): Ask =>
  async ({ flag, read, preset }, given) => {
    const text = given ?? preset
    if (text !== null && (yes || given !== undefined)) return read(text)
    throw new UserError(`--${flag} is not given, and nobody can be asked`, {
      hints: ['such as: fallacy init --target http://127.0.0.1:3000 --yes'],
    })
  }

const allAnswers = async (flags: InitFlags, ask: Ask): Promise<Answers> => ({
  target: await ask(TARGET, flags.target),
  dependency: await ask(DEPENDENCY, flags.dependency),
  ci: await ask(CI, flags.ci),
  name: await ask(NAME, flags.name),
})

const urlOf = (what: string, text: string): URL => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text)
  throw new UserError(`${what}: expected a URL such as http://127.0.0.1:3000, found "${text}"`)
}

const TARGET: Question<URL> = {
  ...{ flag: 'target', text: 'URL of what your users see', preset: null },
  read: text => urlOf('target', text),
}
const DEPENDENCY: Question<URL | null> = {
  ...{ flag: 'dependency', text: 'URL of something that it depends on', preset: '' },
  read: text => (text === '' ? null : urlOf('dependency', text)),
}
const CI: Question<CiKind> = {
  ...{ flag: 'ci', text: `CI: ${CI_KINDS.join(', ')}`, preset: 'none' },
  read(text) {
    const kind = CI_KINDS.find(kind => kind === text)
    if (kind !== undefined) return kind
    throw new UserError(`ci: expected ${CI_KINDS.join(', ')}, found "${text}"`)
  },
}
const NAME: Question<string> = {
  ...{ flag: 'name', text: 'Name of the experiment', preset: 'first' },
  read(text) {
    if (/^[a-z0-9-]{1,64}$/.test(text)) return text
    throw new UserError(`name: expected lower-case letters, digits and dashes, at most 64, found "${text}"`)
  },
}

import type { Output, Terminal } from '../../src/cli/terminal.js'
import { UserError } from '../../src/core/problem.js'

/** A terminal in memory: what was written, and the exit code that was set. */
export interface FakeTerminal extends Terminal {
  readonly written: { readonly out: string; readonly err: string; readonly code: number | null }
}

interface Given {
  readonly folder?: string
  readonly env?: Terminal['env']
  readonly input?: string
  readonly output?: Partial<Output>
  /** What somebody types when asked; without it nobody is there. */
  readonly answers?: readonly string[]
}

export const fakeTerminal = ({
  folder = '/',
  env = {},
  input = '',
  output = {},
  answers,
}: Given = {}): FakeTerminal => {
  const written = { out: '', err: '', code: null as number | null }
  const stream = (name: 'out' | 'err'): Output => ({
    isTTY: false,
    columns: 0,
    colour: false,
    ascii: false,
    write: text => {
      written[name] += text
    },
    ...output,
  })
  return {
    written,
    out: stream('out'),
    err: stream('err'),
    env,
    folder,
    openPerson: answers === undefined ? null : async () => personOf(answers, text => stream('err').write(text)),
    readInput: async () => new TextEncoder().encode(input),
    exit: code => {
      written.code = code
    },
  }
}

/** Types one answer for each question, and then leaves. */
const personOf = (answers: readonly string[], show: (text: string) => void) => {
  const left = [...answers]
  return {
    ask: async (question: string) => {
      show(question)
      const answer = left.shift()
      if (answer === undefined) throw new UserError('they have left')
      return answer
    },
    close: () => {},
  }
}

import type { Output, Terminal } from '../../src/cli/terminal.js'

/** A terminal in memory: what was written, and the exit code that was set. */
export interface FakeTerminal extends Terminal {
  readonly written: { readonly out: string; readonly err: string; readonly code: number | null }
}

interface Given {
  readonly folder?: string
  readonly env?: Terminal['env']
  readonly input?: string
  readonly output?: Partial<Output>
}

export const fakeTerminal = ({ folder = '/', env = {}, input = '', output = {} }: Given = {}): FakeTerminal => {
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
    readInput: async () => new TextEncoder().encode(input),
    exit: code => {
      written.code = code
    },
  }
}

import { createInterface } from 'node:readline'

/** What is typed at the terminal, line by line. */
export interface LineInput {
  /** What is typed of the next line, where the terminal does not show it. */
  typed(): string
  close(): void
}

export interface Edited {
  readonly typed: string
  /** Lines that were ended. */
  readonly lines: readonly string[]
  /** Ctrl-C or Ctrl-Z was among it: a terminal in raw mode makes no signal of it. */
  readonly signal: 'SIGINT' | 'SIGTSTP' | null
}

const MOST = 600
// Cursor keys and the like: ECMA-48 5.4, SS3, and a lone ESC.
const SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|O.|)/g

/** What keys do to the line that is being typed: Backspace, Ctrl-U, Ctrl-C, Ctrl-Z, Enter; other control keys nothing. */
export const edit = (typed: string, keys: string): Edited => {
  const lines: string[] = []
  let line = typed
  for (const key of keys.replace(SEQUENCE, '')) {
    if (key === '\u0003') return { typed: '', lines, signal: 'SIGINT' }
    if (key === '\u001a') return { typed: '', lines, signal: 'SIGTSTP' }
    if (key === '\r' || key === '\n') {
      lines.push(line)
      line = ''
    } else if (key === '\u007f' || key === '\b') line = [...line].slice(0, -1).join('')
    else if (key === '\u0015') line = ''
    else if (key >= ' ' && line.length < MOST) line += key
  }
  return { typed: line, lines, signal: null }
}

/** Key by key, for a view that draws what is typed. */
export const readKeys = (told: (line: string) => void): LineInput => {
  const { stdin } = process
  let typed = ''
  const hear = (keys: string) => {
    const edited = edit(typed, keys)
    typed = edited.typed
    for (const line of edited.lines) told(line)
    if (edited.signal !== null) process.kill(process.pid, edited.signal)
  }
  stdin.setRawMode(true)
  // Whoever asked before has paused it.
  stdin.setEncoding('utf8').on('data', hear).resume()
  return {
    typed: () => typed,
    close() {
      stdin.off('data', hear)
      stdin.setRawMode(false)
      stdin.pause()
    },
  }
}

/** Lines as the terminal itself edits and shows them. */
export const readLines = (told: (line: string) => void): LineInput => {
  const lines = createInterface({ input: process.stdin, terminal: false })
  lines.on('line', told)
  return {
    typed: () => '',
    close() {
      lines.close()
      process.stdin.pause()
    },
  }
}

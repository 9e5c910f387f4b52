import { createInterface } from 'node:readline'
import { UserError } from '../core/problem.js'

/** Somebody at the terminal who is asked. */
export interface Person {
  /** One line of theirs. Rejects with a UserError once they have left: with Ctrl-C (exit `sigint`) or Ctrl-D. */
  ask(question: string): Promise<string>
  /** Lets the terminal go. */
  close(): void
}

/** Takes the terminal until it is closed: questions go to standard error. */
export const openPerson = (): Person => {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const left = new Promise<never>((_, reject) => {
    const leave = (error: UserError) => {
      process.stderr.write('\n')
      reject(error)
    }
    lines.once('SIGINT', () => leave(new UserError('nothing was done', { exit: 'sigint' })))
    lines.once('close', () => leave(new UserError('nothing was done: there was no answer')))
  })
  left.catch(() => {})
  return {
    ask: question => Promise.race([left, new Promise<string>(answer => lines.question(question, answer))]),
    close() {
      lines.removeAllListeners('close')
      lines.close()
    },
  }
}

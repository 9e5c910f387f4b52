import { isatty } from 'node:tty'
import type { Environment } from '../library/environment.js'
import { type Look, lookOf } from './look.js'
import type { Person } from './person.js'

/** A stream that a command writes to. */
export interface Output extends Look {
  readonly isTTY: boolean
  /** 0 where it is not known. */
  readonly columns: number
  write(text: string): void
}

/** All that a command sees of the process; results go to `out`, everything else to `err`. */
export interface Terminal {
  readonly out: Output
  readonly err: Output
  readonly env: Environment
  /** Where relative paths of arguments start. */
  readonly folder: string
  /** All of standard input. */
  readonly readInput: () => Promise<Uint8Array>
  /** Turns to whoever sits there; null: nobody can be asked. */
  readonly openPerson: (() => Promise<Person>) | null
  /** Sets the exit code; the process ends by itself, so that nothing written is lost. */
  readonly exit: (code: number) => void
}

/** Somebody sits there who can be asked and can answer. */
export const hasPerson = ({ openPerson }: Terminal): boolean => openPerson !== null

/** `npm start` and `npm run` change the folder to the package's root; the user's own is in INIT_CWD. */
export const startFolder = (env: Environment, cwd: string): string => {
  const movedByNpm = env.npm_command === 'start' || env.npm_command === 'run' || env.npm_command === 'run-script'
  return (movedByNpm ? env.INIT_CWD : undefined) ?? cwd
}

/** `--color` and `--no-color` hold from the first error message on, so they are read before anything is parsed. */
const colourFlag = (args: readonly string[]): boolean | null => {
  const flag = args.findLast(arg => arg === '--color' || arg === '--no-color')
  return flag === undefined ? null : flag === '--color'
}

const outputOn = (stream: NodeJS.WriteStream, env: Environment, flag: boolean | null): Output => ({
  isTTY: stream.isTTY === true,
  columns: stream.columns ?? 0,
  write: text => {
    stream.write(text)
  },
  ...lookOf({ isTTY: stream.isTTY === true, env, flag }),
})

/** The real one. */
export const processTerminal = (args: readonly string[]): Terminal => {
  const { env, stderr } = process
  const flag = colourFlag(args)
  return {
    out: outputOn(process.stdout, env, flag),
    err: outputOn(stderr, env, flag),
    openPerson: isatty(0) && stderr.isTTY ? async () => (await import('./person.js')).openPerson() : null,
    env,
    folder: startFolder(env, process.cwd()),
    readInput: async () => {
      const chunks: Buffer[] = []
      for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
      return Buffer.concat(chunks)
    },
    exit: code => {
      process.exitCode = code
    },
  }
}

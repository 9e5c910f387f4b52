import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { bareEnvironment, COMMAND, temporaryFolder } from './cli.js'

/** A run under way by the real command, from when its output has said `until`; killed at the end if it has not ended. */
export const underWay = async (experiment: string, until: RegExp) => {
  const folder = temporaryFolder({ 'x.yaml': experiment })
  const env = { FALLACY_STATE_DIR: join(folder.path, 'state') }
  const child = spawn(process.execPath, [COMMAND, 'run', 'x.yaml'], {
    ...{ cwd: folder.path, env: { ...bareEnvironment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  })
  const ended = once(child, 'exit')
  const end = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
    folder[Symbol.dispose]()
  }
  const port = await portSaid(child, until).catch(async error => {
    await end()
    throw error
  })
  return { child, ended, env, port, folder: folder.path, [Symbol.asyncDispose]: end }
}

const portSaid = (child: ChildProcess, until: RegExp) =>
  new Promise<number>((resolve, reject) => {
    let said = ''
    const hear = (text: unknown) => {
      said += String(text)
      const port = /127\.0\.0\.1:(\d+)\D+(?:→|->)/.exec(said)?.[1]
      if (port !== undefined && until.test(said)) resolve(Number(port))
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', () => reject(new Error(`the run has ended: ${said}`)))
  })

import { type ChildProcess, fork } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from './temporary-folder.js'

const SCRIPT = fileURLToPath(new URL('./authority-main.mjs', import.meta.url))

interface Opened {
  readonly certificate?: string
  readonly leaf?: string
  readonly error?: string
}

const started = async (): Promise<ChildProcess> => {
  const child = fork(SCRIPT)
  await once(child, 'message')
  return child
}

const opened = async (child: ChildProcess, folder: string): Promise<Opened> => {
  child.send(folder)
  const [message] = await once(child, 'message')
  return message
}

/** Whether they all have the authority that is on disk, sign with its key, and left nothing else behind. */
const isOne = (all: readonly Opened[], folder: string): boolean => {
  const stored = readFileSync(`${folder}/certs/ca.pem`, 'utf8')
  const { publicKey } = new X509Certificate(stored)
  const isOfIt = ({ certificate, leaf }: Opened) =>
    certificate === stored && leaf !== undefined && new X509Certificate(leaf).verify(publicKey)
  return all.every(isOfIt) && readdirSync(`${folder}/..`).join() === 'ca'
}

/** So many processes open an authority that is not there yet at the same time, so many times; what went wrong. */
export const firstStarts = async (processes: number, rounds: number): Promise<readonly unknown[]> => {
  const children = await Promise.all(Array.from({ length: processes }, started))
  const wrong: unknown[] = []
  for (let round = 0; round < rounds; round++) {
    await using place = temporaryFolder()
    const folder = place.at('ca')
    const all = await Promise.all(children.map(child => opened(child, folder)))
    if (!isOne(all, folder)) wrong.push({ round, all, left: readdirSync(place.path) })
  }
  for (const child of children) child.disconnect()
  return wrong
}

/** So many processes are killed while they make an authority, each at another moment; what the next one could not open. */
export const killedStarts = async (rounds: number, spanMs: number): Promise<readonly unknown[]> => {
  const wrong: unknown[] = []
  for (let round = 0; round < rounds; round++) {
    await using place = temporaryFolder()
    const folder = place.at('ca')
    const [child, next] = await Promise.all([started(), started()])
    child.send(folder)
    await new Promise(resolve => setTimeout(resolve, (spanMs * round) / rounds))
    child.kill('SIGKILL')
    await once(child, 'exit')
    const { error } = await opened(next, folder)
    if (error !== undefined) wrong.push({ round, error })
    next.disconnect()
  }
  return wrong
}

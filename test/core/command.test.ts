import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { runCommand } from '../../src/core/command.js'

const never = new AbortController().signal
const shell = (script: string) => ({
  argv: ['sh', '-c', script] as const,
  cwd: tmpdir(),
  env: { PATH: process.env.PATH ?? '' },
})

test('what a program said and how it ended is told', async () => {
  expect(await runCommand(shell('echo out; echo err >&2; exit 4'), never)).toEqual({
    ...{ code: 4, signal: null, stdout: 'out\n', stderr: 'err\n' },
  })
  expect(await runCommand(shell('kill -KILL $$'), never)).toMatchObject({ code: null, signal: 'SIGKILL' })
})

test('of a long output the first MiB is kept, and the program does not wait for us', async () => {
  const { code, stdout } = await runCommand(shell('yes 0123456789 | head -c 3000000'), never)
  expect([code, stdout.length]).toEqual([0, 1024 ** 2])
})

test('the guard hears of its group from start to end', async () => {
  const heard: string[] = []
  const guard = { watch: () => heard.push('watch'), unwatch: () => heard.push('unwatch') }
  await runCommand({ ...shell('true'), guard }, never)
  expect(heard).toEqual(['watch', 'unwatch'])
})

test('a program that left its group and holds the output open can be left', async () => {
  const leaving = new AbortController()
  const script = `${process.execPath} -e 'require("child_process").spawn("sleep", ["5"], { detached: true, stdio: "inherit" }).unref()'`
  const running = runCommand(shell(script), leaving.signal)
  setTimeout(() => leaving.abort(new Error('left')), 700)
  await expect(running).rejects.toThrow('left')
})

test('a signal that has aborted starts nothing', async () => {
  await expect(runCommand(shell('true'), AbortSignal.abort(new Error('left')))).rejects.toThrow('left')
})

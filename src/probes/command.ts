import * as v from 'valibot'
import { basicEnvironment } from '../core/child-environment.js'
import { type CommandResult, runCommand } from '../core/command.js'
import { expectedText, unlikeText, valueIn, valuePlace } from '../core/content.js'
import { within } from '../core/deadline.js'
import { timeout } from '../core/http-options.js'
import { defineProbe, type Sample } from '../core/probe.js'
import { argv, variables } from '../core/program-options.js'
import { describeError } from '../core/socket-error.js'

const options = v.strictObject({
  run: v.pipe(
    argv,
    v.metadata({
      description: 'the program and its arguments; there is no shell',
      examples: [['./check.sh', '--json']],
    }),
  ),
  env: v.pipe(
    v.optional(variables, {}),
    v.metadata({
      description: 'what it finds in its environment besides PATH, HOME and the like: nothing else of yours is there',
      examples: [{ PGPASSWORD: '${secrets.database}' }],
    }),
  ),
  timeout: v.optional(timeout, '5s'),
  expect: v.pipe(
    v.optional(
      v.strictObject({
        exit: v.optional(v.pipe(v.number(), v.integer(), v.metadata({ description: 'the exit code of success' })), 0),
        stdout: v.optional(expectedText),
      }),
      {},
    ),
    v.metadata({ description: 'what a good run looks like' }),
  ),
  value: v.optional(
    v.pipe(
      v.strictObject({ from: v.pipe(v.literal('stdout'), v.description('what the number is in')), ...valuePlace }),
      v.check(value => value.json === undefined || value.regex === undefined, 'expected at most one of json, regex'),
      v.metadata({ description: 'a number in the output that becomes the value of the sample' }),
    ),
  ),
})
type Options = v.InferOutput<typeof options>

/** Each sample is one run of a program in a process group of its own, with a basic environment, and trust in our authority. */
export const command = defineProbe({
  name: 'command',
  summary: 'runs a program and looks at its exit code and output',
  kind: 'active',
  options,
  examples: [
    { run: ['./check.sh'] },
    { run: ['./stuck-orders.sh', '--json'], timeout: '5s', value: { from: 'stdout', json: '$.count' } },
  ],
  command: ({ run }) => run,
  hasValue: ({ value }) => value !== undefined,
  open(options, { clock, folder, guard, environment }) {
    const { run, env, timeout } = options
    const sample = async (signal: AbortSignal): Promise<Sample> => {
      const start = clock.now()
      const around = { ...basicEnvironment(process.env), ...environment, ...env }
      try {
        const done = await within(clock, timeout, signal, signal =>
          runCommand({ argv: run, cwd: folder, env: around, guard }, signal),
        )
        if (done.expired) return { ok: false, latencyMs: timeout, error: 'timeout' }
        return judged(done.value, clock.now() - start, options)
      } catch (error) {
        if (signal.aborted) throw signal.reason
        return { ok: false, latencyMs: clock.now() - start, error: 'probeError', detail: describeError(error) }
      }
    }
    return { kind: 'active', sample }
  },
})

const judged = (result: CommandResult, latencyMs: number, { expect, value }: Options): Sample => {
  const { code, signal, stdout, stderr } = result
  if (code !== expect.exit) {
    const said = stderr.trimEnd().split('\n').at(-1)?.slice(0, 200)
    const how = code === null ? `ended by ${signal}` : `exit code ${code}`
    return { ok: false, latencyMs, error: 'exit', detail: said ? `${how}: ${said}` : how }
  }
  const why = expect.stdout === undefined ? null : unlikeText(stdout, expect.stdout)
  if (why !== null) return { ok: false, latencyMs, error: 'body', detail: `the output ${why}` }
  if (value === undefined) return { ok: true, latencyMs }
  const found = valueIn(stdout, value)
  if (!found.ok) return { ok: false, latencyMs, error: 'badValue', detail: `the output ${found.why}` }
  return { ok: true, latencyMs, value: found.value }
}

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { httpOrigin } from '../support/origin.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

/** A package of somebody else, with ours installed from its tarball beside what it depends on. */
const outside = (folder: string): void => {
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]
  const { stdout } = spawnSync('npm', pack, { cwd: ROOT, encoding: 'utf8' })
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, 'fallacy'), { recursive: true })
  spawnSync('tar', ['-xzf', join(folder, stdout.trim()), '--strip-components=1', '-C', join(modules, 'fallacy')])
  for (const name of [...Object.keys(MANIFEST.dependencies), 'vitest', '@types/node']) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  }
  writeFileSync(join(folder, 'package.json'), '{"name": "outside", "type": "module"}')
}

const CHECKOUT = `/** What the example tests: gives up on payments after a second. */
export const order = async ({ payments }: { readonly payments: string }): Promise<string> => {
  const reply = await fetch(payments + '/charges', { method: 'POST', signal: AbortSignal.timeout(1_000) })
  return reply.ok ? 'accepted' : 'refused'
}
`

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2022',
    module: 'NodeNext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
  },
}

/** Its exit code and, where that is not 0, all it said. */
const run = async (script: string, args: readonly string[], folder: string, env = {}) => {
  const child = spawn(process.execPath, [join(ROOT, 'node_modules', script), ...args], {
    ...{ cwd: folder, timeout: 50_000, env: { PATH: process.env.PATH, ...env } },
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => said.push(text))
  const [status] = await once(child, 'close')
  return { status, said: status === 0 ? '' : said.join('') }
}

test('the example of README.md passes its type check and its test in a package that has ours from its tarball', async () => {
  await using folder = temporaryFolder()
  await using dependency = await httpOrigin()
  outside(folder.path)
  const example = /<!-- library:begin -->\n```ts\n(.*?)```/s.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1]
  writeFileSync(folder.at('checkout.ts'), CHECKOUT)
  writeFileSync(folder.at('checkout.test.ts'), example ?? '')
  writeFileSync(folder.at('tsconfig.json'), JSON.stringify(TSCONFIG))
  expect(await run('typescript/bin/tsc', ['-p', '.'], folder.path)).toEqual({ status: 0, said: '' })
  const env = { PAYMENTS_URL: dependency.url.href }
  expect(await run('vitest/vitest.mjs', ['run'], folder.path, env)).toEqual({ status: 0, said: '' })
})

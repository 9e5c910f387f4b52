import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { bareEnvironment, temporaryFolder } from '../support/cli.js'
import { runProgram } from '../support/run-program.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const MAIN = "process.stdout.write('started\\n')\nexport {}\n"
const TSCONFIG = {
  compilerOptions: {
    target: 'ES2023',
    module: 'NodeNext',
    rootDir: 'src',
    outDir: 'dist',
    strict: true,
    types: ['node'],
  },
  include: ['src'],
}

/** A checkout with our bin/, a program of one line, and the packages of this one if they are installed. */
const checkout = ({ installed = true } = {}) => {
  const folder = temporaryFolder({
    'tsconfig.json': JSON.stringify(TSCONFIG),
    'package.json': JSON.stringify({ name: 'x', version: '1.0.0', type: 'module' }),
    'package-lock.json': readFileSync(join(root, 'package-lock.json'), 'utf8'),
  })
  const at = (path: string) => join(folder.path, path)
  mkdirSync(at('src/cli'), { recursive: true })
  mkdirSync(at('bin'))
  for (const name of ['fallacy.js', 'setup.js', 'bundle.js']) cpSync(join(root, 'bin', name), at(`bin/${name}`))
  writeFileSync(at('src/cli/main.ts'), MAIN)
  if (installed) symlinkSync(join(root, 'node_modules'), at('node_modules'))
  return { at, [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

type Checkout = ReturnType<typeof checkout>

const node = (here: Checkout, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runProgram([process.execPath, ...args], {
    ...{ cwd: here.at(''), env: { ...bareEnvironment(), ...env }, timeoutMs: 60_000 },
  })

const start = (here: Checkout, env = {}) => node(here, ['bin/fallacy.js'], env)

/** Newer than whatever was built so far. */
const touch = (path: string) => utimesSync(path, Date.now() / 1000 + 2, Date.now() / 1000 + 2)

test('the first start builds and says so on stderr only, the second finds nothing to do', async () => {
  using here = checkout()
  expect(await start(here)).toMatchObject({ code: 0, stdout: 'started\n', stderr: 'fallacy: building ...\n' })
  expect(await start(here)).toMatchObject({ code: 0, stdout: 'started\n', stderr: '' })
})

test('a changed source is built again, and what came from a source that is gone goes too', async () => {
  using here = checkout()
  writeFileSync(here.at('src/gone.ts'), 'export const gone = 1\n')
  await start(here)
  expect(existsSync(here.at('dist/gone.js'))).toBe(true)
  rmSync(here.at('src/gone.ts'))
  writeFileSync(here.at('src/cli/main.ts'), MAIN.replace('started', 'changed'))
  touch(here.at('src/cli/main.ts'))
  expect(await start(here)).toMatchObject({ stdout: 'changed\n', stderr: 'fallacy: building ...\n' })
  expect(existsSync(here.at('dist/gone.js'))).toBe(false)
})

test('of two first starts at once one builds and the other waits', async () => {
  using here = checkout()
  const both = await Promise.all([start(here), start(here)])
  expect(both.map(({ code, stdout }) => [code, stdout])).toEqual([
    [0, 'started\n'],
    [0, 'started\n'],
  ])
  expect(both.map(({ stderr }) => stderr).join('')).toBe('fallacy: building ...\n')
  expect(existsSync(here.at('dist/.lock'))).toBe(false)
})

test('the lock of a process that is gone does not hold', async () => {
  using here = checkout()
  mkdirSync(here.at('dist/.lock'), { recursive: true })
  writeFileSync(here.at('dist/.lock/pid'), '999999999')
  expect(await start(here)).toMatchObject({ code: 0, stdout: 'started\n' })
})

test('code with a type error starts, with the error on stderr, but is not built for others', async () => {
  using here = checkout()
  writeFileSync(here.at('src/cli/main.ts'), `${MAIN}const wrong: number = 'text'\nvoid wrong\n`)
  const started = await start(here)
  expect(started).toMatchObject({ code: 0, stdout: 'started\n' })
  expect(started.stderr).toContain('TS2322')
  expect(await node(here, ['bin/setup.js', '--build'])).toMatchObject({
    code: 70,
    stderr: expect.stringContaining('`tsc -p .` failed'),
  })
})

test('--if-possible is silent where nothing is installed, --build is not', async () => {
  using here = checkout({ installed: false })
  expect(await node(here, ['bin/setup.js', '--if-possible'])).toMatchObject({ code: 0, stdout: '', stderr: '' })
  expect(await node(here, ['bin/setup.js', '--build'])).toMatchObject({ code: 70, stdout: '' })
  expect(existsSync(here.at('dist/.lock'))).toBe(false)
})

/** In the place of npm: notes what it was asked, and installs by a link. */
const FAKE_NPM = `
import { symlinkSync, writeFileSync } from 'node:fs'
const { NODE_ENV, npm_config_ignore_scripts, npm_config_registry } = process.env
writeFileSync('asked.json', JSON.stringify({ args: process.argv.slice(2), NODE_ENV, npm_config_ignore_scripts, npm_config_registry }))
console.log('npm speaks')
symlinkSync(process.env.REAL_MODULES, 'node_modules')
`

test('what is missing is installed by the npm that runs us, whatever it was told for this command', async () => {
  using here = checkout({ installed: false })
  writeFileSync(here.at('npm-cli.js'), FAKE_NPM)
  const done = await start(here, {
    npm_execpath: here.at('npm-cli.js'),
    REAL_MODULES: join(root, 'node_modules'),
    NODE_ENV: 'production',
    npm_config_ignore_scripts: 'false',
    npm_config_registry: 'http://127.0.0.1:1/',
  })
  expect(done).toMatchObject({
    code: 0,
    stdout: 'started\n',
    stderr: 'fallacy: first run in this checkout: installing dependencies ...\nnpm speaks\nfallacy: building ...\n',
  })
  expect(JSON.parse(readFileSync(here.at('asked.json'), 'utf8'))).toEqual({
    args: ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    npm_config_registry: 'http://127.0.0.1:1/',
  })
})

test('an installation that fails is exit 70 with the command', async () => {
  using here = checkout({ installed: false })
  writeFileSync(here.at('npm-cli.js'), 'process.exit(1)')
  const failed = await start(here, { npm_execpath: here.at('npm-cli.js') })
  expect(failed).toMatchObject({ code: 70, stdout: '' })
  expect(failed.stderr).toContain('`npm ci --ignore-scripts')
})

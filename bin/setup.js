// @ts-check
/**
 * Makes a git checkout ready to run: installs what is missing, builds what is stale. Node built-ins only, because it runs
 * before anything is installed; it is not part of the published package. `node bin/setup.js [--build | --if-possible]`
 */
// Asked for, not imported: an import loads all that a module has, and this runs before every command of a checkout.
const { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } =
  process.getBuiltinModule('node:fs')
const { join } = process.getBuiltinModule('node:path')
const { fileURLToPath, pathToFileURL } = process.getBuiltinModule('node:url')

const root = fileURLToPath(new URL('..', import.meta.url))
const main = join(root, 'dist', 'cli', 'main.js')
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const command = join(root, 'dist', 'bin', 'main.js')
const lock = join(root, 'dist', '.lock')
const staleAfterMs = 5 * 60_000
const keptConfig =
  /^npm_config_(registry|(https_?)?proxy|https_proxy|noproxy|ca|cafile|strict_ssl|cache|userconfig|globalconfig)$/i

/** @param {string} line */
const say = line => process.stderr.write(`fallacy: ${line}\n`)

/** @param {string} path @returns {number} 0 where there is no such file */
const changedAt = path => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** Folders count too: their time is what changes when a file disappears. @param {string} folder @returns {string[]} */
const within = folder =>
  readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? [path, ...within(path)] : [path]
  })

const sources = () => [
  ...within(join(root, 'src')),
  ...['src', 'tsconfig.json', 'package-lock.json', 'bin/schema.js', 'bin/bundle.js'].map(name => join(root, name)),
]

const isFresh = () => {
  const built = changedAt(main)
  return built > 0 && existsSync(command) && sources().every(path => changedAt(path) <= built)
}

/** @param {string} path @returns {Record<string, {version?: string, optional?: boolean}>} */
const packagesIn = path => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {})

const isInstalled = () => {
  const installed = packagesIn(join(root, 'node_modules', '.package-lock.json'))
  const wanted = Object.entries(packagesIn(join(root, 'package-lock.json')))
  return wanted.every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  )
}

/** What npm was told for this command (`ignore-scripts`, `production`, a prefix) must not bend the installation. */
const cleanEnvironment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => name !== 'NODE_ENV' && (!/^npm_config_/i.test(name) || keptConfig.test(name)),
    ),
  )

/**
 * Output goes to stderr: stdout belongs to the command that needs us.
 * @param {string} command @param {readonly string[]} args @param {boolean} [shell]
 */
const run = (command, args, shell = false) => {
  // Loaded when there is something to do: a command that finds all done starts some milliseconds earlier.
  const { spawnSync } = process.getBuiltinModule('node:child_process')
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env: cleanEnvironment(), shell }).status === 0
}

/** @param {string} command @returns {never} */
const fail = command => {
  say(`this checkout could not be set up: \`${command}\` failed`)
  rmSync(lock, { recursive: true, force: true })
  process.exit(70)
}

/** `--ignore-scripts` keeps npm from calling `prepare`, which is this file. */
const install = () => {
  say('first run in this checkout: installing dependencies ...')
  const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  const done = npm?.endsWith('npm-cli.js')
    ? run(process.execPath, [npm, ...args])
    : run('npm', args, process.platform === 'win32')
  if (!done) fail(`npm ${args.join(' ')}`)
}

/** Files of sources that are gone would still be packed. */
const prune = () => {
  for (const name of readdirSync(join(root, 'dist'), { recursive: true }).map(String)) {
    if (/^\.?bin\b/.test(name)) continue
    const source = name.replace(/(\.d\.ts|\.js)$/, '.ts')
    if (source !== name && !existsSync(join(root, 'src', source))) rmSync(join(root, 'dist', name), { force: true })
  }
}

/** In a process of its own: what was compiled may have changed since. @param {string} file @param {string} make */
const derive = (file, make) => {
  const path = join(root, 'bin', file)
  const { href } = pathToFileURL(path)
  return (
    !existsSync(path) ||
    run(process.execPath, ['--input-type=module', '--eval', `import('${href}').then(one => one.${make}())`])
  )
}

/**
 * Not strict: code with type errors runs, with the errors on stderr; `npm run typecheck` is what refuses it.
 * @param {boolean} strict
 */
const build = strict => {
  const started = Date.now()
  if (!existsSync(compiler)) fail('node_modules/typescript/bin/tsc, which npm ci installs,')
  say('building ...')
  const compiled = run(process.execPath, [compiler, '-p', root])
  if (!compiled && (strict || changedAt(main) < started - 1)) fail('tsc -p .')
  prune()
  if (!derive('bundle.js', 'writeBundle')) fail('node bin/bundle.js')
  if (!derive('schema.js', 'writeSchema') && strict) fail('node bin/schema.js')
  // The time of the sources that were compiled: one that changed meanwhile is newer.
  if (existsSync(main)) utimesSync(main, started / 1000, started / 1000)
}

const holderIsGone = () => {
  if (Date.now() - changedAt(lock) > staleAfterMs) return true
  try {
    const holder = Number(readFileSync(join(lock, 'pid'), 'utf8'))
    return holder > 0 && !process.kill(holder, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

const takeLock = () => {
  mkdirSync(join(root, 'dist'), { recursive: true })
  try {
    mkdirSync(lock)
    writeFileSync(join(lock, 'pid'), String(process.pid))
    return true
  } catch {
    return false
  }
}

/**
 * Two first runs at once: one works, the other waits and then finds the work done.
 * @param {() => void} work @param {() => boolean} isDone
 */
const alone = (work, isDone) => {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  while (!takeLock()) {
    if (holderIsGone()) rmSync(lock, { recursive: true, force: true })
    else Atomics.wait(pause, 0, 0, 100)
  }
  try {
    if (!isDone()) work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

/** @param {boolean} strict */
const installAndBuild = strict => {
  if (!existsSync(compiler) || !isInstalled()) install()
  build(strict)
}

/** Leaves a built `dist/` behind; a few milliseconds when there is nothing to do. Ends the process with 70 if it cannot. */
export const ready = () => {
  if (!isFresh()) alone(() => installAndBuild(false), isFresh)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mode = process.argv[2]
  if (mode === '--build') {
    alone(
      () => build(true),
      () => false,
    )
  } else if (mode !== '--if-possible') ready()
  else if (existsSync(compiler)) alone(() => build(false), isFresh)
}

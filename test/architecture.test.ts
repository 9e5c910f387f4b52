// Over 150 lines: every law of the tree stands in one place.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

interface File {
  /** Relative to the root, with slashes. */
  readonly path: string
  readonly lines: readonly string[]
  /** Without comments. */
  readonly code: string
  readonly imports: readonly Import[]
}

interface Import {
  /** A path relative to the root, or a package's name. */
  readonly to: string
  readonly typeOnly: boolean
  /** By `await import()`: only when it is needed. */
  readonly lazy: boolean
}

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;{}])\/\/.*$/gm, '$1')

const IMPORT = /^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm

const importsOf = (path: string, code: string): readonly Import[] =>
  [...code.matchAll(IMPORT)].map(([, typeOnly, from, bare, lazy]) => {
    const name = from ?? bare ?? lazy ?? ''
    const to = name.startsWith('.') ? relative(root, resolve(root, dirname(path), name)).replace(/\.js$/, '.ts') : name
    return { to, typeOnly: typeOnly !== undefined, lazy: lazy !== undefined }
  })

const read = (path: string): File => {
  const text = readFileSync(join(root, path), 'utf8')
  const code = withoutComments(text)
  return { path, lines: text.trimEnd().split('\n'), code, imports: importsOf(path, code) }
}

const filesIn = (folder: string): readonly File[] =>
  readdirSync(join(root, folder), { recursive: true })
    .map(name => join(folder, String(name)).replaceAll('\\', '/'))
    .filter(path => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .sort()
    .map(read)

const sources = filesIn('src')
const tests = filesIn('test')

const violations = (files: readonly File[], wrong: (file: File) => readonly string[]): readonly string[] =>
  files.flatMap(file => wrong(file).map(what => `${file.path}: ${what}`))

/** A folder, and what it may import besides itself: a prefix of ours, `node:`, or the name of a package. */
const MAY_IMPORT: readonly (readonly [folder: string, allowed: readonly string[]])[] = [
  ['src/core/', ['node:', 'valibot', 'undici']],
  ['src/faults/', ['src/core/', 'node:', 'valibot']],
  ['src/presets/', ['src/core/']],
  ['src/probes/', ['src/core/', 'node:', 'valibot', 'undici']],
  ['src/reporters/', ['src/core/', 'valibot', 'cli-table3']],
  ['src/metrics/', ['src/core/', 'hdr-histogram-js']],
  ['src/hypothesis/', ['src/core/', 'src/metrics/']],
  ['src/proxy/', ['src/core/', 'node:', 'http-mitm-proxy']],
  ['src/sample/', ['src/core/', 'node:']],
]

test.each(MAY_IMPORT)('%s imports only what it may', (folder, allowed) => {
  const mayUse = ({ to }: Import) => [folder, ...allowed].some(prefix => to.startsWith(prefix))
  const here = sources.filter(({ path }) => path.startsWith(folder))
  expect(violations(here, file => file.imports.filter(used => !mayUse(used)).map(({ to }) => to))).toEqual([])
})

/** Who may not import what; each line is one law. */
const MAY_NOT_IMPORT: readonly (readonly [from: RegExp, to: RegExp])[] = [
  [/^src\/(?!cli\/)/, /^src\/cli\//],
  [/^src\/(?!cli\/)/, /^(commander|ora|chalk|cli-table3)$/],
  [/^src\/proxy\//, /^src\/faults\//],
  [/^src\/(?!sample\/)/, /^src\/sample\/(?!names\.ts$)/],
  [/^src\/(?!core\/)(faults|probes|reporters)\/(?!index\.ts$)/, /^src\/(faults|probes|reporters)\/(index|named)\.ts$/],
  [/^src\//, /^(@valibot\/to-json-schema|vitest|typescript|ws)$/],
  [/^src\//, /^test\//],
]

test.each(MAY_NOT_IMPORT)('%s never imports %s', (from, to) => {
  const here = sources.filter(({ path }) => from.test(path))
  expect(violations(here, file => file.imports.filter(used => to.test(used.to)).map(used => used.to))).toEqual([])
})

/** What stands nowhere in code but in the named files, and why. */
const ONLY_IN: readonly (readonly [what: RegExp, where: RegExp])[] = [
  // The one clock and the one source of chance.
  [
    /\bDate\.now\b|\bperformance\.now\b|(?<!\.)\b(setTimeout|setInterval)\b/,
    /^src\/(core\/system-clock\.ts|sample\/|run\/watchdog-main\.ts)/,
  ],
  [/\bMath\.random\b/, /^src\/core\/random\.ts/],
  [/\bnew Date\(\)/, /^src\/(cli|library|sample)\//],
  // Only the command line speaks; programs of their own may.
  [/\bconsole\.|\bprocess\.(stdout|stderr|stdin)\b/, /^src\/(cli|sample)\/|^src\/run\/watchdog-main\.ts/],
  [/\bprocess\.(exit|exitCode)\b/, /^src\/(cli|sample)\/|^src\/run\/watchdog-main\.ts/],
  [/\beval\(|\bnew Function\(/, /^$/],
  [/\bshell:\s*true\b|\bexecSync\(|\bexec\('/, /^$/],
]

test.each(ONLY_IN)('%s stands only in %s', (what, where) => {
  const elsewhere = sources.filter(({ path }) => !where.test(path))
  expect(violations(elsewhere, ({ code }) => code.match(new RegExp(what, 'g')) ?? [])).toEqual([])
})

test('there are no import cycles', () => {
  const graph = new Map(
    sources.map(({ path, imports }) => [path, imports.filter(({ typeOnly }) => !typeOnly).map(({ to }) => to)]),
  )
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '))
    if (trail.includes(path) || done.has(path)) return
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  expect(cycles).toEqual([])
})

test('every import of ours names a file that is there', () => {
  const missing = ({ imports }: File) =>
    imports.map(({ to }) => to).filter(to => to.endsWith('.ts') && !existsSync(join(root, to)))
  expect(violations(sources, missing)).toEqual([])
})

test('a file of more than 150 lines carries its reason in its first line', () => {
  const tooLong = ({ lines }: File) =>
    lines.length > 150 && !/^\/\*\*|^\/\//.test(lines[0] ?? '') ? [`${lines.length} lines`] : []
  expect(violations([...sources, ...tests], tooLong)).toEqual([])
})

test('there is no utils.ts, and file names are kebab-case', () => {
  const names = [...sources, ...tests].map(({ path }) => path)
  expect(names.filter(path => /(^|\/)(utils?|helpers?|misc|common)\.ts$/.test(path))).toEqual([])
  expect(names.filter(path => !/(^|\/)[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/.test(path))).toEqual([])
})

test('nothing is any, and nothing is asserted to be there', () => {
  const escapes = ({ code }: File) => code.match(/(:|<|\bas|=>)\s*any\b(?![\w'])|@ts-(ignore|nocheck)/g) ?? []
  expect(violations([...sources, ...tests], escapes)).toEqual([])
})

/** Comments and strings as blanks, line by line in their place. */
const bare = (lines: readonly string[]): readonly string[] =>
  lines
    .join('\n')
    .replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*|`(?:\\.|[^`\\])*`|'(?:\\.|[^'\\\n])*'|"[^"\n]*"/gm, found =>
      found.replace(/[^\n]/g, ' '),
    )
    .split('\n')

test('a cast in the source has a comment above it or beside it that proves it', () => {
  const unproven = ({ lines }: File) =>
    bare(lines).flatMap((line, at) => {
      const casts =
        /[\w)\]}] as (?!const\b)\S/.test(line) && !/^(import|export)\b|\bas \w+,? *[,}]|^ *\w+ as \w+,$/.test(line)
      return casts && !/\/\/|\*\//.test(`${lines[at - 1] ?? ''}${lines[at] ?? ''}`) ? [lines[at] ?? ''] : []
    })
  expect(violations(sources, unproven)).toEqual([])
})

const WHOLE_RUN = 'part of every whole run: test/cli/run.test.ts'

/** Files that no test imports, each with what tests them. */
const TESTED_OTHERWISE: Readonly<Record<string, string>> = {
  'src/index.ts': 'only exports; test/bin/package.test.ts',
  'src/cli/main.ts': 'started by every test of the real command',
  'src/run/through-preload.ts': 'loaded into programs of their own by test/run/through.test.ts',
  'src/run/foreground.ts': 'part of every exec: test/cli/exec.test.ts',
  'src/run/watchdog-main.ts': 'a program of its own, started by test/run/watchdog.test.ts',
  'src/experiment/shape.ts': 'the source of the schema: test/cli/command-line.test.ts',
  'src/run/run.ts': WHOLE_RUN,
  'src/run/perform.ts': WHOLE_RUN,
  'src/run/conduct.ts': WHOLE_RUN,
  'src/run/keep-alive.ts': WHOLE_RUN,
  'src/run/removal.ts': WHOLE_RUN,
  'src/run/artefacts.ts': WHOLE_RUN,
}

test('every source file has a test of its name, is used by a test, or is an inner part of one that is', () => {
  const byPath = new Map(sources.map(file => [file.path, file]))
  const tested = new Set<string>()
  const cover = (path: string) => {
    const file = byPath.get(path)
    if (file === undefined || tested.has(path)) return
    tested.add(path)
    for (const { to } of file.imports) if (areaOf(to) === areaOf(path)) cover(to)
  }
  for (const { path, imports } of tests) {
    cover(path.replace(/^test\//, 'src/').replace(/\.test\.ts$/, '.ts'))
    for (const { to } of imports) cover(to)
  }
  const onlyTypes = ({ code }: File) => !/^(export )?(const|function|class|async|let)\b/m.test(code)
  const untested = sources.filter(
    file => !tested.has(file.path) && !onlyTypes(file) && !(file.path in TESTED_OTHERWISE),
  )
  expect(untested.map(({ path }) => path)).toEqual([])
  expect(Object.keys(TESTED_OTHERWISE).filter(path => !byPath.has(path))).toEqual([])
})

/** `src/proxy` of `src/proxy/http1/pool.ts`. */
const areaOf = (path: string): string => path.split('/').slice(0, 2).join('/')

test('what runs at the start of a command is commander and what the command line itself needs', () => {
  const eager = new Set<string>()
  const follow = (path: string) => {
    if (eager.has(path)) return
    eager.add(path)
    for (const { to, lazy, typeOnly } of sources.find(file => file.path === path)?.imports ?? [])
      if (!lazy && !typeOnly) follow(to)
  }
  follow('src/cli/main.ts')
  expect([...eager].filter(name => !name.startsWith('src/') && !name.startsWith('node:'))).toEqual(['commander'])
})

interface Locked {
  readonly resolved?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

test('the lock file is complete on every platform and names no registry', () => {
  const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  )
  const entries = Object.entries(lock.packages)
  const missing = entries.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(name => !isLocked(path, name, lock.packages)),
  )
  expect(missing).toEqual([])
  expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([])
})

/** Found as Node finds it: in the package's own node_modules, or in one above. */
const isLocked = (from: string, name: string, packages: Readonly<Record<string, Locked>>): boolean => {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true
    if (folder === '') return false
  }
}

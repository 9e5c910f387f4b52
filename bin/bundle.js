// @ts-check
/**
 * Puts the command into few files, dist/bin/: loading two hundred small modules one by one is most of what a short
 * command takes. Run after tsc; not part of the package. What is imported lazily stays lazy. The packages that every
 * command needs come along, without what of them is not used.
 */
import { renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))

/** @type {['$initial']} */
const initial = ['$initial']

/** What these need, and the files before them did not, is one file. */
const FILES = { checking: 'cli/validate-files.js', running: 'cli/run-files.js', telling: 'cli/rendering.js' }

/** @param {string | undefined} importer */
const isOurs = importer => importer?.startsWith(dist) ?? false

/** @param {string} name @param {string | undefined} importer */
const isExternal = (name, importer) =>
  name.startsWith('node:')
    ? !isOurs(importer)
    : /^[a-z@]/.test(name) && !/^(valibot|js-yaml|commander|chalk|undici)$/.test(name)

/** Commander starts programs only for commands that are files of their own; ours are none. */
const startsNothing = {
  name: 'starts-nothing',
  transform: {
    filter: { id: /commander[\\/]lib[\\/]command\.js$/ },
    /** @param {string} code */
    handler: code => code.replace(/require\('(node:)?child_process'\)/, '{}'),
  },
}

const { resolve } = createRequire(import.meta.url)

/** @param {string} path */
const ofUndici = path => JSON.stringify(resolve(`undici/lib/${path}.js`))

/** Of undici only what calls need: no fetch, no mocks, no caches, which take twice as long to load. */
const callsOfUndici = {
  name: 'calls-of-undici',
  resolveId: { filter: { id: /^undici$/ }, handler: () => '\0calls-of-undici' },
  load: {
    filter: { id: /^\0calls-of-undici$/ },
    handler: () => `
      import Dispatcher from ${ofUndici('dispatcher/dispatcher')}
      import Agent from ${ofUndici('dispatcher/agent')}
      import buildConnector from ${ofUndici('core/connect')}
      import api from ${ofUndici('api/index')}
      Object.assign(Dispatcher.prototype, api)
      export { Agent, buildConnector }`,
  },
}

/**
 * To `import` from a built-in module is to ask it for all that it has, and some of that is half of Node: here it is asked
 * for what is used only.
 */
const builtIns = {
  name: 'built-ins',
  resolveId: {
    filter: { id: /^node:/ },
    /** @param {string} id @param {string | undefined} importer */
    handler: (id, importer) => (isOurs(importer) ? { id: `\0${id}`, moduleSideEffects: false } : null),
  },
  load: {
    filter: { id: /^\0node:/ },
    /** @param {string} id */
    handler: id => asked(id.slice(1)),
  },
}

/** @param {string} id */
const namesIn = id => Object.keys(process.getBuiltinModule(id) ?? {}).filter(name => /^[a-z]\w*$/i.test(name))

/** @param {string} id */
const asked = id => `
  const all = process.getBuiltinModule('${id}')
  export default all
  ${namesIn(id)
    .map(name => `export const ${name} = all.${name}`)
    .join('\n')}`

/**
 * `const f = (a) => b` of a module becomes `function f(a) { return b }`: V8 reads what it does not run yet almost three
 * times as fast when it is a declaration. Such an arrow has no `this` and no `arguments` of its own to lose.
 */
const declaredFunctions = {
  name: 'declared-functions',
  transform: {
    filter: { id: /[\\/]dist[\\/](?!bin)/ },
    /** @this {import('rolldown').TransformPluginContext} @param {string} code */
    handler(code) {
      let changed = ''
      let end = 0
      for (const statement of this.parse(code).body) {
        const written = declared(statement, code)
        if (written === null) continue
        changed += code.slice(end, written.start) + written.text
        end = written.end
      }
      return end === 0 ? null : changed + code.slice(end)
    },
  },
}

/** @param {import('@oxc-project/types').Statement | import('@oxc-project/types').Directive} statement @param {string} code */
const declared = (statement, code) => {
  const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') return null
  const [one, ...others] = declaration.declarations
  if (others.length > 0 || one?.id.type !== 'Identifier' || one.init?.type !== 'ArrowFunctionExpression') return null
  const { params, body, async } = one.init
  const [first, last] = [params.at(0), params.at(-1)]
  const taken = first && last ? code.slice(first.start, last.end) : ''
  const block = code.slice(body.start, body.end)
  const does = body.type === 'BlockStatement' ? block : `{ return (${block}) }`
  const text = `${async ? 'async ' : ''}function ${one.id.name}(${taken}) ${does}`
  return { start: declaration.start, end: declaration.end, text }
}

/** @typedef {(id: string) => { importedIds: string[] } | null} ModuleInfo */

/** A module and all that it imports, but not lazily. @param {string} id @param {ModuleInfo} info @param {Set<string>} found */
const needsOf = (id, info, found = new Set()) => {
  if (!found.has(id))
    for (const imported of info(found.add(id) && id)?.importedIds ?? []) needsOf(imported, info, found)
  return found
}

const grouped = () => {
  /** @type {Map<string, string>} */
  const files = new Map()
  /** @param {string} id @param {{ getModuleInfo: ModuleInfo }} context */
  return (id, context) => {
    if (files.size === 0)
      for (const [file, entry] of Object.entries(FILES))
        for (const needed of needsOf(join(dist, entry), id => context.getModuleInfo(id)))
          if (!files.has(needed)) files.set(needed, file)
    return files.get(id)
  }
}

/** Appears by write, then rename. Two levels below the package, as the sources, so that paths to the package hold. */
export async function writeBundle() {
  const half = `${dist}.bin-${process.pid}`
  const bundle = await rolldown({
    input: `${dist}cli/main.js`,
    platform: 'node',
    external: isExternal,
    plugins: [startsNothing, callsOfUndici, builtIns, declaredFunctions],
    treeshake: { propertyReadSideEffects: false },
    preserveEntrySignatures: 'allow-extension',
  })
  await bundle.write({
    ...{ dir: half, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    // Names that the stack of a bug shows stay. What is read at each start is two thirds of what it was.
    minify: { mangle: { toplevel: false, keepNames: true }, compress: false, codegen: { removeWhitespace: true } },
    codeSplitting: {
      groups: [
        { name: 'main', tags: initial, priority: 1 },
        { name: grouped(), debugName: 'grouped' },
      ],
    },
  })
  await bundle.close()
  rmSync(`${dist}bin`, { recursive: true, force: true })
  renameSync(half, `${dist}bin`)
}

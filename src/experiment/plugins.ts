import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { SealedFault } from '../core/fault.js'
import type { SealedProbe } from '../core/probe.js'
import { UserError } from '../core/problem.js'
import type { Reporter } from '../core/reporter.js'

/** What modules of the user's own bring along. */
export interface Plugins {
  readonly faults: readonly SealedFault[]
  readonly probes: readonly SealedProbe[]
  readonly reporters: readonly Reporter[]
}

export const NO_PLUGINS: Plugins = { faults: [], probes: [], reporters: [] }

/**
 * Imports a module, which runs it, and takes what it exports that was made by `defineFault`, `defineProbe` or
 * `defineReporter`. `name` is a path (`./x.js`, `/x.js`) or a package, looked for from `folder`. Rejects with a UserError.
 */
export const loadPlugins = async (name: string, folder: string): Promise<Plugins> => {
  const exported = Object.values(await importFrom(name, folder))
  const plugins = {
    faults: exported.filter(isFault),
    probes: exported.filter(isProbe),
    reporters: exported.filter(isReporter),
  }
  if (Object.values(plugins).some(some => some.length > 0)) return plugins
  throw new UserError(`${name} exports no fault, no probe and no reporter`, {
    hints: ['export what defineFault, defineProbe or defineReporter returns'],
  })
}

export const isPath = (name: string): boolean => /^(\.{0,2}\/|file:)/.test(name)

const importFrom = async (name: string, folder: string): Promise<Readonly<Record<string, unknown>>> => {
  try {
    const file = isPath(name) ? resolve(folder, name) : createRequire(join(folder, 'x.js')).resolve(name)
    return await import(pathToFileURL(file).href)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split(/\n| imported from /)[0] : String(cause)
    const hint = `looked for from ${folder}; a path starts with ./, anything else is a package`
    throw new UserError(`${name} cannot be loaded: ${why}`, { hints: [hint], cause })
  }
}

const has = (value: unknown, ...names: readonly string[]): boolean =>
  value !== null && (typeof value === 'object' || typeof value === 'function') && names.every(name => name in value)

const isFault = (value: unknown): value is SealedFault => has(value, 'name', 'fallacy', 'protocols', 'bind')
const isProbe = (value: unknown): value is SealedProbe => has(value, 'name', 'kind', 'options', 'bind')
const isReporter = (value: unknown): value is Reporter => has(value, 'name', 'summary', 'file', 'render')

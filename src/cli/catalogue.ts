import type * as v from 'valibot'
import type { Json } from '../core/json.js'
import { UserError } from '../core/problem.js'
import { didYouMean } from '../experiment/nearest.js'
import { type OptionShape, optionShapes } from './option-shape.js'

/** What faults and probes have in common when one reads about them. */
export interface CatalogueItem {
  readonly name: string
  readonly summary: string
  readonly options: v.GenericSchema
  readonly examples: readonly Json[]
}

/** Columns padded to their widest cell, two spaces between. */
export const aligned = (rows: readonly (readonly string[])[], indent = '  '): string => {
  const widths = rows.reduce<number[]>((so, row) => row.map((cell, at) => Math.max(so[at] ?? 0, cell.length)), [])
  return rows
    .map(row => `${indent}${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd())
    .join('\n')
}

/** A page about one item: what it does, its options with their units, and how it is written. */
export const itemPage = (
  item: CatalogueItem,
  facts: readonly (readonly string[])[],
  example: (value: Json) => string,
) =>
  [
    `${item.name}: ${item.summary}`,
    '',
    aligned(facts),
    '',
    'Options:',
    optionTable(optionShapes(item.options), item.name),
    '',
    'Examples:',
    ...item.examples.map(value => `  ${example(value)}`),
    '',
  ].join('\n')

/** Each key with its value, and below what it does. */
const optionTable = (shapes: readonly OptionShape[], name: string): string => {
  if (shapes.length === 0) return `  none: it is written ${name}: {}`
  const width = Math.max(...shapes.map(({ key }) => key.length))
  return shapes
    .flatMap(({ key, value, about, preset, required }) => {
      const note = required ? ' (required)' : preset === null ? '' : ` (default ${preset})`
      const rest = about === '' ? [] : [`  ${' '.repeat(width)}  ${about}`]
      return [`  ${(key || name).padEnd(width)}  ${value}${note}`, ...rest]
    })
    .join('\n')
}

/** The item of that name; throws a UserError that lists what there is. */
export const findItem = <Item extends CatalogueItem>(kind: string, items: readonly Item[], name: string): Item => {
  const found = items.find(item => item.name === name)
  if (found !== undefined) return found
  const names = items.map(item => item.name)
  throw new UserError(`there is no ${kind} named "${name}"${didYouMean(name, names)}`, {
    hints: [`there are: ${names.join(', ')}`],
  })
}

/** A value in YAML's flow style, the way an experiment would have it. */
export const flow = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, inner]) => `${plain(key)}: ${flow(inner)}`)
      .join(', ')}}`
  return typeof value === 'string' ? plain(value) : JSON.stringify(value)
}

/** Text that YAML's core schema reads back as the same text goes without quotes. */
const plain = (text: string): string =>
  /^[A-Za-z$/][\w./%$-]*$|^\d[\w./]*[A-Za-z%](\/s)?$/.test(text) && !/^(true|false|null)$/i.test(text)
    ? text
    : JSON.stringify(text)

import { BOUNDS, type Family, type Labels, type Spread } from './family.js'

/** The exposition format 0.0.4 of Prometheus; families without points are left out. */
export const prometheusText = (families: readonly Family[]): string =>
  families
    .filter(({ points }) => points.length > 0)
    .map(
      family =>
        `# HELP ${family.name} ${helpText(family.help)}\n# TYPE ${family.name} ${family.kind}\n${linesOf(family)}`,
    )
    .join('')

const linesOf = (family: Family): string =>
  family.kind === 'histogram'
    ? family.points.map(({ labels, spread }) => histogramLines(family.name, labels, spread)).join('')
    : family.points.map(({ labels, value }) => line(family.name, labels, value)).join('')

const histogramLines = (name: string, labels: Labels, { counts, sum, n }: Spread): string => {
  let below = 0
  const buckets = BOUNDS.map((bound, at) => {
    below += counts[at] ?? 0
    return line(`${name}_bucket`, { ...labels, le: String(bound) }, below)
  })
  const rest = [line(`${name}_bucket`, { ...labels, le: '+Inf' }, n), line(`${name}_sum`, labels, sum)]
  return [...buckets, ...rest, line(`${name}_count`, labels, n)].join('')
}

const line = (name: string, labels: Labels, value: number): string => {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${labelText(text)}"`)
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`
}

const helpText = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
const labelText = (text: string): string => helpText(text).replaceAll('"', '\\"')

import { readFileSync } from 'node:fs'
import type { Plugins } from '../experiment/plugins.js'
import { inPackage } from '../library/package.js'

/** The parts of the JSON Schema that plug-ins add to. */
interface Schema {
  readonly properties: {
    readonly faults: {
      readonly additionalProperties: { readonly properties: Record<string, object>; readonly oneOf: object[] }
    }
    readonly probes: { readonly additionalProperties: { readonly anyOf: object[] } }
    readonly report: { readonly properties: { readonly formats: { readonly items: { readonly anyOf: object[] } } } }
  }
}

/** The JSON Schema of experiment files; plug-ins are in it by name, their options are left to `validate`. */
export const schemaText = ({ faults, probes, reporters }: Plugins): string => {
  const text = readFileSync(inPackage('dist/schema/experiment.v1.json'), 'utf8')
  if (faults.length + probes.length + reporters.length === 0) return text
  const schema: Schema = JSON.parse(text)
  const { faults: faultSchema, probes: probeSchema, report } = schema.properties
  for (const { name, summary, examples } of faults) {
    faultSchema.additionalProperties.properties[name] = { description: summary, examples }
    faultSchema.additionalProperties.oneOf.push({ required: [name] })
  }
  for (const { name, summary, examples } of probes)
    probeSchema.additionalProperties.anyOf.push({
      ...{ type: 'object', description: summary, examples },
      ...{ properties: { type: { const: name } }, required: ['type'] },
    })
  for (const { name, file } of reporters) if (file !== null) report.properties.formats.items.anyOf.push({ const: name })
  return `${JSON.stringify(schema, null, 2)}\n`
}

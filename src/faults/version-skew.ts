import * as v from 'valibot'
import { defineFault } from '../core/fault.js'
import { changeNamed, parsedJson, retyped, writtenJson } from '../core/json-edit.js'
import { remadeReply } from '../core/message.js'
import { shape } from '../core/options.js'
import { changed, WHOLE_LIMIT } from '../core/whole.js'

const names = v.array(v.string('expected a name'), 'expected a list of names')

const fields = v.pipe(
  shape({
    drop: v.optional(v.pipe(names, v.description('members of objects that are left out, however deep they are'))),
    rename: v.optional(v.pipe(v.record(v.string(), v.string()), v.description('old names to new ones'))),
    null: v.optional(v.pipe(names, v.description('members that become null'))),
    retype: v.optional(
      v.pipe(names, v.description('members of another type: 5 becomes "5", anything else a list of it')),
    ),
  }),
  v.check(
    fields => Object.values(fields).some(names => Object.keys(names ?? {}).length > 0),
    'expected something to drop, rename, null or retype, found nothing',
  ),
)

export const versionSkew = defineFault({
  name: 'versionSkew',
  seen: 'JSON whose fields are gone, renamed, null or of another type',
  peers: 'WireMock response transformation',
  fallacy: 'There is one administrator',
  summary: 'Changes the shape of JSON replies, as another version of the service would.',
  protocols: ['http1', 'http2'],
  holds: WHOLE_LIMIT,
  options: shape({ fields: v.pipe(fields, v.description('what is different in the other version')) }),
  examples: [
    { fields: { drop: ['currency'] } },
    { fields: { rename: { id: 'uuid' }, null: ['address'], retype: ['amount'] } },
  ],
  stage: () => 'mutate',
  draw: ({ fields }) => ({
    ...{ drop: fields.drop ?? [], rename: fields.rename ?? {} },
    ...{ null: fields.null ?? [], retype: fields.retype ?? [] },
  }),
  inject: (dose, tools) => {
    const renamed = new Map(Object.entries(dose.rename))
    const newShape = (bytes: Buffer) => {
      const before = parsedJson(bytes)
      if (before === undefined) return { why: 'the body is not JSON' }
      const { document, count } = changeNamed(before, (name, value) => {
        const to = renamed.get(name)
        if (dose.drop.includes(name)) return null
        if (dose.null.includes(name)) return { name: to ?? name, value: null }
        if (dose.retype.includes(name)) return { name: to ?? name, value: retyped(value) }
        return to === undefined ? undefined : { name: to, value }
      })
      return count === 0 ? { why: 'the body has none of these fields' } : writtenJson(document)
    }
    return remadeReply(message => changed(message, newShape, tools), tools)
  },
})

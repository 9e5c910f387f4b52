import type { HeaderList } from '../../core/headers.js'
import type { Fields } from './fields.js'
import type { FoundHead } from './head-buffer.js'
import { consistsOf, FIELD, TARGET, TOKEN } from './tokens.js'

/**
 * Takes lines out of a head where it lies: what precedes them moves up to what follows, so that head and body stay one
 * piece. Returns where the head starts now. `drop` has indices of fields, ascending.
 */
export const strike = ({ bytes, start }: FoundHead, fields: Fields, drop: readonly number[]): number => {
  let shift = 0
  for (let at = drop.length - 1; at >= 0; at--) {
    const dropped = drop[at] ?? 0
    const before = drop[at - 1]
    const from = before === undefined ? 0 : fields.start(before + 1)
    shift += fields.start(dropped + 1) - fields.start(dropped)
    bytes.copyWithin(start + from + shift, start + from, start + fields.start(dropped))
  }
  return start + shift
}

interface Edit {
  /** Replaces the start line; null keeps it. */
  readonly line: string | null
  readonly drop: readonly number[]
  readonly add: HeaderList
}

/** A head with another start line, without some lines, and with some fields more: as latin1 bytes. */
export const rewrite = (fields: Fields, { line, drop, add }: Edit): Buffer => {
  const { text } = fields
  let from = fields.start(0)
  let kept = line === null ? text.slice(0, from) : `${line}\r\n`
  for (const dropped of drop) {
    kept += text.slice(from, fields.start(dropped))
    from = fields.start(dropped + 1)
  }
  const added = add.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.from(`${kept}${text.slice(from)}${added}\r\n`, 'latin1')
}

/** A request's head from its parts. Throws when a part has characters that would end it early. */
export const requestHeadOf = (method: string, target: string, headers: HeaderList): Buffer => {
  if (!consistsOf(method, TOKEN) || !consistsOf(target, TARGET))
    throw new Error(`no request can be made of ${JSON.stringify(`${method} ${target}`)}`)
  return headOf(`${method} ${target} HTTP/1.1`, headers)
}

/** A reply's head from its parts. Throws when a part has characters that would end it early. */
export const replyHeadOf = (status: number, reason: string, headers: HeaderList): Buffer => {
  if (!Number.isInteger(status) || status < 100 || status > 999 || !isText(reason))
    throw new Error(`no reply can be made of ${JSON.stringify(`${status} ${reason}`)}`)
  return headOf(`HTTP/1.1 ${status} ${reason}`, headers)
}

const headOf = (line: string, headers: HeaderList): Buffer => {
  let text = `${line}\r\n`
  for (const [name, value] of headers) {
    if (!consistsOf(name, TOKEN) || !isText(value))
      throw new Error(`no header field can be made of ${JSON.stringify(`${name}: ${value}`)}`)
    text += `${name}: ${value}\r\n`
  }
  return Buffer.from(`${text}\r\n`, 'latin1')
}

const isText = (text: string) => text === '' || consistsOf(text, FIELD)

/** The last chunk of a chunked body, with trailers. Throws as above. */
export const lastChunkOf = (trailers: HeaderList): Buffer => headOf('0', trailers)

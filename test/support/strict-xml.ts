/** An element of XML, its text with entities decoded. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  readonly text: string
}

const TOKEN =
  /<([A-Za-z_][\w.-]*)((?:\s+[A-Za-z_][\w.:-]*="[^"<]*")*)\s*(\/?)>|<\/([A-Za-z_][\w.-]*)\s*>|<!\[CDATA\[([\s\S]*?)\]\]>|([^<]+)/y
/** XML 1.0, 2.2. */
const FORBIDDEN = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u
const ENTITY = /&(?:(lt|gt|amp|quot|apos)|#x([\da-f]+)|#(\d+));/gi
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

const decoded = (text: string): string => {
  if (/&/.test(text.replace(ENTITY, ''))) throw new Error(`an & that begins no entity: ${text}`)
  return text.replace(ENTITY, (_, name?: string, hex?: string, number?: string) =>
    name === undefined
      ? String.fromCodePoint(hex === undefined ? Number(number) : Number.parseInt(hex, 16))
      : (NAMED[name] ?? ''),
  )
}

const attributesOf = (text: string): Readonly<Record<string, string>> => {
  const pairs = [...text.matchAll(/([\w.:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, decoded(value)])
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) throw new Error(`an attribute twice: ${text}`)
  return Object.fromEntries(pairs)
}

interface Open {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: XmlElement[]
  text: string
}

/** The root element; throws at the first thing that is not well-formed, as a strict parser does. No DTD, no comments. */
export const parseXml = (source: string): XmlElement => {
  const [start] = /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/.exec(source) ?? []
  if (start === undefined) throw new Error('no declaration')
  if (FORBIDDEN.test(source)) throw new Error('a character that XML 1.0 forbids')
  const document: Open = { name: '', attributes: {}, children: [], text: '' }
  const stack: Open[] = [document]
  TOKEN.lastIndex = start.length
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex
    const token = TOKEN.exec(source)
    const inner = stack.at(-1)
    if (token === null || inner === undefined) throw new Error(`not well-formed: ${source.slice(at, at + 60)}`)
    const [, opened, attributes = '', empty, closed, cdata, text] = token
    if (opened !== undefined) {
      const element: Open = { name: opened, attributes: attributesOf(attributes), children: [], text: '' }
      inner.children.push(element)
      if (empty === '') stack.push(element)
    } else if (closed !== undefined) {
      if (stack.pop()?.name !== closed) throw new Error(`</${closed}> closes another element`)
    } else {
      if (cdata === undefined && text?.includes(']]>')) throw new Error(']]> in text')
      inner.text += cdata ?? decoded(text ?? '')
    }
  }
  const [root, more] = document.children
  if (stack.length !== 1 || root === undefined || more !== undefined || document.text.trim() !== '')
    throw new Error('expected one root element, closed')
  return root
}

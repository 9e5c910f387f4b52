/** What XML 1.0 section 2.2 does not allow in a document at all, and lone surrogates. */
const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
}

const attribute = (value: string | number): string =>
  String(value)
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"\n\r\t]/g, unit => ENTITIES[unit] ?? unit)

/** Text in CDATA sections; a `]]>` inside is split over two. */
export const cdata = (text: string): string =>
  `<![CDATA[${text.replace(FORBIDDEN, '\ufffd').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

export type Attributes = Readonly<Record<string, string | number>>

/** An element with its children indented below it, or closed at once if it has none. */
export const element = (name: string, attributes: Attributes, children: readonly string[] = []): string => {
  const open = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${attribute(value)}"`)].join(' ')
  if (children.length === 0) return `<${open}/>`
  const [only] = children
  if (children.length === 1 && only?.startsWith('<![CDATA[')) return `<${open}>${only}</${name}>`
  return `<${open}>\n${children.join('\n')}\n</${name}>`
}

/** What a `${…}` stands for. */
export type Reference =
  | { readonly of: 'vars' | 'secrets' | 'env' | 'matrix'; readonly name: string }
  | { readonly of: 'proxies'; readonly name: string; readonly field: 'url' | 'host' | 'port' }
  /** Drawn for each request of a load, so it stays as it is. */
  | { readonly of: 'random' }
  | { readonly of: 'nothing'; readonly why: string }

export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  /** `at` is its offset in the scalar, `raw` its spelling. */
  | { readonly kind: 'reference'; readonly raw: string; readonly at: number; readonly reference: Reference }

const GRAMMAR = '${vars.x}, ${secrets.x}, ${env.X}, ${matrix.x}, ${proxies.p.url|host|port} or ${random.int(a,b)}'

/** Splits a scalar at its references. The grammar is fixed: nothing is evaluated. `$${` is a literal `${`. */
export const segmentsOf = (text: string): readonly Segment[] => {
  const segments: Segment[] = []
  let from = 0
  for (const found of text.matchAll(/\$\$\{|\$\{[^}]*\}?/g)) {
    segments.push({ kind: 'text', text: text.slice(from, found.index) })
    const [raw] = found
    if (raw === '$${') segments.push({ kind: 'text', text: '${' })
    else segments.push({ kind: 'reference', raw, at: found.index, reference: referenceOf(raw) })
    from = found.index + raw.length
  }
  return [...segments, { kind: 'text' as const, text: text.slice(from) }].filter(segment => !isEmpty(segment))
}

const isEmpty = (segment: Segment): boolean => segment.kind === 'text' && segment.text === ''

const referenceOf = (raw: string): Reference => {
  if (!raw.endsWith('}')) return { of: 'nothing', why: 'expected a closing }' }
  const inside = raw.slice(2, -1).trim()
  const [root = '', name = '', field, ...rest] = inside.split('.')
  if (root === 'random')
    return isDraw(inside) ? { of: 'random' } : { of: 'nothing', why: 'expected ${random.int(a,b)} with a <= b' }
  if (
    root === 'proxies' &&
    name !== '' &&
    rest.length === 0 &&
    (field === 'url' || field === 'host' || field === 'port')
  )
    return { of: 'proxies', name, field }
  if (
    (root === 'vars' || root === 'secrets' || root === 'env' || root === 'matrix') &&
    name !== '' &&
    field === undefined
  )
    return { of: root, name }
  return { of: 'nothing', why: `expected ${GRAMMAR}` }
}

const isDraw = (inside: string): boolean => {
  const [, low, high] = /^random\.int\(\s*(-?\d{1,15})\s*,\s*(-?\d{1,15})\s*\)$/.exec(inside) ?? []
  return low !== undefined && high !== undefined && Number(low) <= Number(high)
}

import { type Content, el, type Markup } from './markup.js'

/** Names with what there is to say of them; null says nothing. */
export const facts = (pairs: readonly (readonly [name: string, value: Content])[]): Markup =>
  el(
    'dl',
    {},
    pairs.map(([name, value]) => (value === null ? null : [el('dt', {}, name), el('dd', {}, value)])),
  )

/** Lines as they are; breaks are elements, because text has none. */
export const lines = (all: readonly string[]): Content => all.map((text, at) => [at === 0 ? null : el('br', {}), text])

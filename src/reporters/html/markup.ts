import { clip, inert } from '../../core/inert.js'

/** What is markup already. Only `el` and `trusted` make it, so text of strangers cannot become an element. */
export class Markup {
  constructor(readonly markup: string) {}
}

/** Strings are text, shown as they are; null is nothing. */
export type Content = Markup | string | number | null | readonly Content[]

export type Attributes = Readonly<Record<string, string | number | boolean | null>>

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => inert(text).replace(/[&<>"']/g, unit => ENTITIES[unit] ?? unit)

/** A text of strangers may be a page of its own. */
const MOST_LETTERS = 600

const shortened = (text: string): string => (text.length > MOST_LETTERS ? clip(text, MOST_LETTERS) : text)

/** Elements of HTML that have no end tag. */
const VOID = new Set(['meta', 'link', 'input', 'br', 'hr', 'col'])

/** An element of HTML or SVG. An attribute that is null or false is left out; a number has one decimal. */
export const el = (name: string, attributes: Attributes, ...content: readonly Content[]): Markup => {
  const open = [name, ...Object.entries(attributes).flatMap(attribute)].join(' ')
  return new Markup(VOID.has(name) ? `<${open}>` : `<${open}>${content.map(written).join('')}</${name}>`)
}

const attribute = ([name, value]: readonly [string, Attributes[string] | undefined]): readonly string[] => {
  if (value === null || value === undefined || value === false) return []
  if (value === true) return [name]
  return [`${name}="${typeof value === 'number' ? short(value) : escaped(value)}"`]
}

const written = (content: Content): string => {
  if (content === null) return ''
  if (content instanceof Markup) return content.markup
  return typeof content === 'object' ? content.map(written).join('') : escaped(shortened(String(content)))
}

/** Constants of ours, such as the style sheet. */
export const trusted = (markup: string): Markup => new Markup(markup)

/** A number as SVG needs it: one decimal is a tenth of a pixel. */
export const short = (value: number): string => String(Number(value.toFixed(1)))

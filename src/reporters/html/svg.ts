import { type Attributes, type Content, el, type Markup, short } from './markup.js'

export interface Drawing {
  readonly width: number
  readonly height: number
  readonly title: string
  /** What a reader who does not see it should know. */
  readonly desc: string
}

/** An SVG that needs no style sheet: it has its size, and takes the colour of the text around it. */
export const drawing = ({ width, height, title, desc }: Drawing, ...content: readonly Content[]): Markup =>
  el(
    'svg',
    {
      ...{ viewBox: `0 0 ${short(width)} ${short(height)}`, width, height, role: 'img', fill: 'none' },
      ...{ 'font-family': 'system-ui, sans-serif', 'font-size': 12 },
    },
    el('title', {}, title),
    el('desc', {}, desc),
    ...content,
  )

/** Axes, frames and small print: the ink of the page, faded. */
export const FAINT = { stroke: 'currentColor', 'stroke-opacity': '0.14' } as const
export const SOFT = { fill: 'currentColor', 'fill-opacity': '0.62' } as const

export const label = (x: number, y: number, text: string, attributes: Attributes = {}): Markup =>
  el('text', { x, y, ...SOFT, ...attributes }, text)

/** A label over lines: its letters stand on the colour of the page. */
export const overLines = (x: number, y: number, text: string, attributes: Attributes): Markup =>
  label(x, y, text, { class: 'halo', stroke: 'Canvas', 'stroke-width': 4, 'paint-order': 'stroke', ...attributes })

export const rule = (x1: number, y1: number, x2: number, y2: number, attributes: Attributes = FAINT): Markup =>
  el('line', { x1, y1, x2, y2, ...attributes })

export type Point = readonly [x: number, y: number]

/** Lines through the points, broken at null; a point alone becomes a dot. */
export const trace = (points: readonly (Point | null)[]): string => {
  const parts: string[] = []
  points.forEach((point, at) => {
    if (point === null) return
    const begins = (points[at - 1] ?? null) === null
    parts.push(`${begins ? 'M' : 'L'}${short(point[0])} ${short(point[1])}`)
    if (begins && (points[at + 1] ?? null) === null) parts.push('h0')
  })
  return parts.join('')
}

export const line = (points: readonly (Point | null)[], stroke: string, attributes: Attributes): Markup =>
  el('path', {
    d: trace(points),
    stroke,
    ...{ 'stroke-linejoin': 'round', 'stroke-linecap': 'round' },
    ...attributes,
  })

/** Rectangles as one path, which takes a fraction of the bytes. */
export const boxes = (rects: readonly (readonly [x: number, y: number, width: number, height: number])[]): string =>
  rects.map(([x, y, w, h]) => `M${short(x)} ${short(y)}h${short(w)}v${short(h)}h${short(-w)}z`).join('')

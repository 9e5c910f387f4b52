import { type Content, el, type Markup } from '../../reporters/html/markup.js'
import { may } from '../role.js'
import type { Snapshot } from '../snapshot.js'
import { noteForm, predictForm } from './forms.js'
import { REGIONS } from './regions.js'

/** Everything comes from here, nothing runs or is drawn but what we serve, and no other page may hold it (CSP level 3). */
export const POLICY = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ')

/** Each region as it is at the moment. */
export const regionsOf = (snapshot: Snapshot): ReadonlyMap<string, string> =>
  new Map(Object.entries(REGIONS).map(([id, show]) => [id, markupOf(show(snapshot))]))

const markupOf = (content: Content): string => el('i', {}, content).markup.slice('<i>'.length, -'</i>'.length)

/** The page of a game day, with what its holder may do. */
export const pageOf = (snapshot: Snapshot): string =>
  document(
    snapshot.title,
    el(
      'header',
      {},
      el('div', {}, el('h1', {}, snapshot.title), el('p', { class: 'soft' }, snapshot.description)),
      halt(snapshot),
    ),
    el('main', { id: 'all', 'data-role': snapshot.role }, ...sections(snapshot)),
    el(
      'p',
      { id: 'stale', role: 'alert' },
      'no data since ',
      el('time', { id: 'heard' }, 'the start'),
      ': this page is not up to date',
    ),
    el('p', { id: 'said', role: 'status' }),
  )

/** Before anybody knows whose link it is. */
export const doorOf = (): string =>
  document(
    'fallacy',
    el(
      'main',
      { id: 'door' },
      el('h1', {}, 'A game day'),
      el('p', {}, 'Open the whole link that you were given: what comes after its # lets you in.'),
    ),
    el('p', { id: 'said', role: 'status' }),
  )

const document = (title: string, ...content: readonly Content[]): string => {
  const head = el(
    'head',
    {},
    el('meta', { charset: 'utf-8' }),
    el('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    el('meta', { name: 'color-scheme', content: 'light dark' }),
    el('title', {}, title),
    el('link', { rel: 'stylesheet', href: '/page.css' }),
    el('script', { src: '/page.js', defer: true }),
  )
  return `<!doctype html>\n${el('html', { lang: 'en' }, head, el('body', {}, ...content)).markup}\n`
}

const region = (snapshot: Snapshot, id: keyof typeof REGIONS): Markup =>
  el('div', { id }, REGIONS[id]?.(snapshot) ?? null)

const section = (title: string, name: string, ...content: readonly Content[]): Markup =>
  el('section', { class: name }, el('h2', {}, title), ...content)

const sections = (snapshot: Snapshot): readonly Content[] => [
  el(
    'section',
    { class: 'now' },
    region(snapshot, 'now'),
    region(snapshot, 'go'),
    el('ol', { id: 'phases' }, REGIONS.phases?.(snapshot) ?? null),
  ),
  section('Now, against the limits', 'live', region(snapshot, 'measures')),
  section('Faults', 'faults', region(snapshot, 'faults')),
  section('What people should do', 'response', region(snapshot, 'response')),
  section('Checklist', 'checklist', region(snapshot, 'checklist')),
  section('Predictions', 'predictions', region(snapshot, 'predictions'), predictForm(snapshot)),
  section('Notes', 'notes', noteForm(snapshot), region(snapshot, 'notes')),
  section('Who may stop it', 'stop', ...ways()),
]

const ways = (): readonly Content[] => [
  el(
    'p',
    {},
    'Operators, with HALT or Esc twice: faults go off at once, and nobody asks why. On the machine itself: Ctrl-C, or ',
    el('code', {}, 'fallacy stop'),
    '.',
  ),
]

const halt = ({ role }: Snapshot): Content =>
  may(role, 'halt') ? el('button', { id: 'halt', 'data-order': '{"do":"halt"}' }, 'HALT') : null

import { type Plan, runName } from '../../core/plan.js'
import type { Report } from '../../core/report.js'
import { showDuration } from '../../core/units.js'
import { countsOf, exitOf, headlineOf, SECRETS_SHOWN } from '../show.js'
import { el, type Markup } from './markup.js'

/** The colour of an outcome: that of the verdict it is most like. */
export const toneOf = ({ outcome }: Report): 'pass' | 'fail' | 'inconclusive' => {
  if (outcome === 'pass' || outcome === 'fail') return outcome
  return outcome === 'bug' || outcome === 'cleanupFailed' || outcome === 'aborted' ? 'fail' : 'inconclusive'
}

/** Who is to be asked, and where more is to be seen. */
const whereToTurn = ({ owner, links = {} }: Plan): Markup | null => {
  const ways = Object.entries(links).map(([name, href]) => el('a', { href, rel: 'noreferrer' }, name))
  const parts = [...(owner === undefined ? [] : [`owner: ${owner}`]), ...ways]
  if (parts.length === 0) return null
  return el(
    'p',
    { class: 'soft' },
    parts.map((part, at) => (at === 0 ? part : [' · ', part])),
  )
}

/** The answer first: one word, what was asked, and what decided it. */
export const header = (report: Report): Markup => {
  const { plan, reason, failures, startedAt, durationMs, seed, outcome } = report
  const hints = outcome === 'pass' || outcome === 'fail' ? [] : failures.flatMap(({ hints }) => hints).slice(0, 8)
  const meta = [
    ...[startedAt.replace('T', ' ').replace(/(:\d\d)(\.\d+)?Z$/, '$1 UTC'), showDuration(durationMs), `seed ${seed}`],
    ...[exitOf(report), `fallacy ${report.tool}`],
  ]
  return el(
    'header',
    { class: toneOf(report) },
    el('p', { class: 'outcome' }, headlineOf(report), ' ', el('span', { class: 'soft' }, runName(plan))),
    el('h1', {}, plan.title),
    el('p', { class: 'reason' }, `${reason}.`),
    report.secretsShown ? el('p', { class: 'reason' }, `⚠ ${SECRETS_SHOWN}`) : null,
    hints.length === 0
      ? null
      : el(
          'ul',
          { class: 'soft' },
          hints.map(hint => el('li', {}, hint)),
        ),
    plan.description === '' ? null : el('p', { class: 'soft' }, plan.description),
    whereToTurn(plan),
    el('p', { class: 'counts' }, countsOf(report.judgements)),
    el('p', { class: 'meta soft' }, meta.join(' · ')),
  )
}

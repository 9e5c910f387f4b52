import type { Judgement, Report } from '../../core/report.js'
import { glyphOf, intervalOf, isGood, measuredOf, worstOf } from '../show.js'
import { sourceFrame } from '../source-frame.js'
import { facts, lines } from './facts.js'
import { intervalBar } from './interval-bar.js'
import { type Content, el, type Markup } from './markup.js'
import { leftOut, within } from './room.js'

const ORDER = { fail: 0, inconclusive: 1, skipped: 2, pass: 3 } as const

/** Every hypothesis: what was measured against its limit, the troubled ones first and with their reasons open. */
export const verdicts = (report: Report, judgements: readonly Judgement[], bytes: number): Content => {
  const ordered = judgements.toSorted((a, b) => ORDER[a.verdict] - ORDER[b.verdict])
  const { shown, left } = within(ordered, bytes, one => verdict(one, report))
  return [shown, leftOut(left, 'hypotheses')]
}

const verdict = (judgement: Judgement, report: Report): Markup => {
  const { id, title, phase, limit, measure, probe, why } = judgement
  return el(
    'article',
    { class: `verdict ${toneOf(judgement)}` },
    el('span', { class: 'glyph', role: 'img', 'aria-label': judgement.verdict }, glyphOf(judgement)),
    el(
      'div',
      { class: 'claim' },
      el('h3', {}, title),
      el('p', { class: 'soft' }, el('code', {}, id), phase === null ? '' : ` in ${phase}`, ` · ${measure} of ${probe}`),
      isGood(judgement) ? null : el('p', {}, why),
    ),
    el('div', { class: 'bar' }, intervalBar(judgement, report)),
    el(
      'div',
      { class: 'measured' },
      el('b', {}, measuredOf(judgement)),
      ' ',
      el('span', { class: 'soft' }, `limit ${signed(limit.replace(/ until .*$/s, ''))}`),
    ),
    details(judgement, report),
  )
}

/** A warning is not a failure, in colour neither. */
const toneOf = ({ verdict, severity }: Judgement): string =>
  severity === 'warn' && verdict === 'fail' ? 'inconclusive' : verdict

const details = (judgement: Judgement, report: Report): Markup => {
  const { why, advice, limit, samples, effective, deff, place, verdict } = judgement
  const frame = isGood(judgement) ? [] : sourceFrame(report, place, 110)
  const told: readonly (readonly [string, string | null])[] = [
    ['measured', [measuredOf(judgement), intervalOf(judgement)].filter(part => part !== null).join(', ')],
    ['limit', signed(limit)],
    [
      'samples',
      effective === null || deff === null
        ? String(samples)
        : `${samples}, worth ${Math.floor(effective)} independent ones (design effect ${Number(deff.toFixed(2))})`,
    ],
    ['why', isGood(judgement) ? why : null],
    ['try', advice],
    ['worst', worstOf(judgement)?.replace(/ {2,}/, ': ') ?? null],
    ['declared', `${place.file}:${place.line}:${place.column}`],
  ]
  return el(
    'details',
    { open: verdict === 'fail' },
    el('summary', {}, 'how it was judged'),
    facts(told),
    frame.length === 0 ? null : el('pre', {}, lines(frame)),
  )
}

/** With the signs that people write. */
const signed = (limit: string): string => limit.replaceAll('<=', '≤').replaceAll('>=', '≥')

import type { PhaseKind } from '../../core/plan.js'
import type { Judgement } from '../../core/report.js'

/** Okabe and Ito's colours, told apart by all kinds of eyes, on white and on black. */
export const OKABE_ITO = {
  orange: '#e69f00',
  sky: '#56b4e9',
  green: '#009e73',
  yellow: '#f0e442',
  blue: '#0072b2',
  vermillion: '#d55e00',
  purple: '#cc79a7',
  grey: '#8a929c',
} as const

export const FAULT = OKABE_ITO.purple

/** Quantiles differ in colour and in stroke. */
export const LINES = [
  { name: 'p99', colour: OKABE_ITO.orange, width: 1.2, dash: '2 3' },
  { name: 'p95', colour: OKABE_ITO.blue, width: 2.2, dash: null },
  { name: 'p50', colour: OKABE_ITO.sky, width: 1.6, dash: null },
] as const

export const KINDS: Readonly<Record<PhaseKind, { readonly colour: string; readonly dash: string | null }>> = {
  warmup: { colour: OKABE_ITO.grey, dash: '1 3' },
  baseline: { colour: OKABE_ITO.blue, dash: '6 3' },
  inject: { colour: OKABE_ITO.vermillion, dash: null },
  recover: { colour: OKABE_ITO.green, dash: '2 3' },
}

const ERRORS: Readonly<Record<string, string>> = {
  httpStatus: OKABE_ITO.vermillion,
  timeout: OKABE_ITO.orange,
  reset: OKABE_ITO.purple,
  connect: OKABE_ITO.blue,
  tls: OKABE_ITO.sky,
  body: OKABE_ITO.green,
  exit: OKABE_ITO.yellow,
}

export const errorColour = (kind: string): string => ERRORS[kind] ?? OKABE_ITO.grey

export const VERDICTS: Readonly<Record<Judgement['verdict'], string>> = {
  pass: OKABE_ITO.green,
  fail: OKABE_ITO.vermillion,
  inconclusive: OKABE_ITO.orange,
  skipped: OKABE_ITO.grey,
}

import type { Report } from '../../core/report.js'
import type { Environment } from '../../library/environment.js'
import type { Family, Labels } from '../../metrics/family.js'
import { otlpJson } from '../../metrics/otlp-json.js'

const TIMEOUT_MS = 10_000

/** Sends metrics to an OpenTelemetry collector once; rejects when it does not take them. */
export const postMetrics = async (
  endpoint: string,
  families: readonly Family[],
  report: Report,
  env: Environment,
): Promise<void> => {
  const startNs = BigInt(Date.parse(report.startedAt)) * 1_000_000n
  const endNs = startNs + BigInt(Math.round(report.durationMs * 1e6))
  const resource = { ...pairs(env.OTEL_RESOURCE_ATTRIBUTES), ...identity(report, env) }
  const reply = await fetch(signalUrl(endpoint), {
    ...{ method: 'POST', body: otlpJson(families, { startNs, endNs, resource }), redirect: 'manual' },
    headers: { 'content-type': 'application/json', ...pairs(env.OTEL_EXPORTER_OTLP_HEADERS) },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  await reply.body?.cancel()
  if (!reply.ok) throw new Error(`the collector answered ${reply.status}`)
}

/** The base address of a collector gets the path of the signal (OTLP 1.x, 4.1); one with a path is taken as it is. */
const signalUrl = (endpoint: string): URL => {
  const url = new URL(endpoint)
  return url.pathname === '/' ? new URL('/v1/metrics', url) : url
}

const identity = ({ run, tool, plan }: Report, { OTEL_SERVICE_NAME = 'fallacy' }: Environment): Labels => ({
  'service.name': OTEL_SERVICE_NAME,
  'service.version': tool,
  'fallacy.run.id': run,
  'fallacy.experiment': plan.name,
})

/** `a=1,b=2`, values percent-encoded (W3C Baggage). */
const pairs = (text = ''): Labels =>
  Object.fromEntries(
    text.split(',').flatMap(pair => {
      const [key = '', value] = pair.split(/=(.*)/s)
      return value === undefined ? [] : [[key.trim(), decoded(value.trim())]]
    }),
  )

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

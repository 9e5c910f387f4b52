import http from 'node:http'
import { expect, test } from 'vitest'
import { prometheus } from '../../src/probes/prometheus.js'
import { openProbe } from '../support/open-probe.js'

/** What the probe makes of an answer of Prometheus; a status other than 200 is an answer too. */
const sampled = async (answer: unknown, options: object = {}, status = 200) => {
  const asked: string[] = []
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(status).end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
  const prober = openProbe(prometheus, { url, query: 'max(a{b="c d"})', ...options })
  if (prober.kind !== 'active') throw new Error('not active')
  try {
    return { sample: await prober.sample(new AbortController().signal), asked }
  } finally {
    await prober.close?.()
    server.close()
  }
}
const vector = (...values: readonly string[]) => ({
  status: 'success',
  data: { resultType: 'vector', result: values.map(value => ({ metric: {}, value: [1, value] })) },
})

test('the one number of a query is the value, of a vector or a scalar', async () => {
  const { sample, asked } = await sampled(vector('42.5'))
  expect(sample).toMatchObject({ ok: true, value: 42.5 })
  expect(asked).toEqual(['/api/v1/query?query=max(a%7Bb%3D%22c%20d%22%7D)'])
  const scalar = { status: 'success', data: { resultType: 'scalar', result: [1, '7'] } }
  expect((await sampled(scalar)).sample).toMatchObject({ ok: true, value: 7 })
})

test('no data is an error of the probe, 0, or nothing, as asked', async () => {
  expect((await sampled(vector())).sample).toMatchObject({ error: 'probeError', detail: 'the query gave no data' })
  expect((await sampled(vector(), { onNoData: 'zero' })).sample).toMatchObject({ ok: true, value: 0 })
  expect((await sampled(vector(), { onNoData: 'skip' })).sample).toBeNull()
})

test('what Prometheus cannot say is never held against the system', async () => {
  const refusal = { status: 'error', errorType: 'bad_data', error: 'parse error' }
  const details = [
    (await sampled(vector('1', '2', '3'))).sample,
    (await sampled(refusal, {}, 400)).sample,
    (await sampled('<html>', {}, 502)).sample,
  ]
  expect(details).toMatchObject([
    { error: 'probeError', detail: 'the query gave 3 series: aggregate it' },
    { error: 'probeError', detail: 'Prometheus says: parse error' },
    { error: 'probeError', detail: 'status 502, and no instant vector or scalar' },
  ])
  expect((await sampled(vector('NaN'))).sample).toMatchObject({ error: 'badValue' })
})

test('a Prometheus that is not there is an error of the probe', async () => {
  const prober = openProbe(prometheus, { url: 'http://127.0.0.1:1', query: 'a' })
  if (prober.kind !== 'active') throw new Error('not active')
  expect(await prober.sample(new AbortController().signal)).toMatchObject({ ok: false, error: 'probeError' })
  await prober.close?.()
})

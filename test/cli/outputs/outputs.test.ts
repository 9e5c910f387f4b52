import { readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { expect, test } from 'vitest'
import { serveMetrics } from '../../../src/cli/outputs/metrics-server.js'
import { parseOutputs } from '../../../src/cli/outputs/outputs.js'
import { fallacy } from '../../support/cli.js'
import { httpOrigin } from '../../support/origin.js'
import { answering, smallExperiment } from '../../support/small-experiment.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const ask = (url: string, headers: Record<string, string> = {}) =>
  new Promise<readonly [number | undefined, string]>((resolve, reject) => {
    const request = http.get(url, { headers }, async response => {
      let text = ''
      for await (const chunk of response) text += chunk
      resolve([response.statusCode, text])
    })
    request.on('error', reject)
  })

test('/metrics answers this machine only, by address and by Host', async () => {
  const families = () => [{ name: 'x', help: 'X.', kind: 'gauge' as const, points: [{ labels: {}, value: 1 }] }]
  const server = await serveMetrics('127.0.0.1:0', families)
  expect(await ask(server.url)).toEqual([200, '# HELP x X.\n# TYPE x gauge\nx 1\n'])
  expect((await ask(server.url, { host: 'evil.example' }))[0]).toBe(403)
  expect((await ask(server.url, { host: '127.0.0.1.evil.example:80' }))[0]).toBe(403)
  expect((await ask(server.url.replace('/metrics', '/')))[0]).toBe(404)
  await server.close()
  await expect(serveMetrics('0.0.0.0:0', families)).rejects.toThrow('expected an address of this machine')
  await expect(serveMetrics('9464', families)).rejects.toThrow('expected an address of this machine')
})

test('an output that does not exist is refused before anything starts', () => {
  expect(() => parseOutputs(['influx=x'])).toThrow(
    'expected prometheus=FILE, ndjson=FILE or otlp=URL, found "influx=x"',
  )
  expect(() => parseOutputs(['otlp=4318'])).toThrow('expected a URL such as otlp=http://127.0.0.1:4318, found "4318"')
})

test('a run writes its numbers, sends them, and answers for them while it lasts', async () => {
  using dependency = await answering()
  await using collector = await httpOrigin()
  await using folder = temporaryFolder()
  writeFileSync(folder.at('x.yaml'), smallExperiment(dependency.url))
  const scraped: string[] = []
  const outs = ['prometheus=x.prom', 'ndjson=x.ndjson', `otlp=${collector.url.href}`].flatMap(out => ['--out', out])
  const ran = await fallacy(['run', 'x.yaml', '--metrics', '127.0.0.1:0', ...outs], {
    cwd: folder.path,
    env: { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b' },
    async started(child) {
      for await (const text of child.stderr ?? []) {
        const [url] = /http:\S+\/metrics/.exec(String(text)) ?? []
        if (url === undefined) continue
        for (let text = ''; !text.includes('fallacy_probe_duration'); scraped.unshift(text)) text = (await ask(url))[1]
      }
    },
  })
  expect(ran.code).toBe(0)
  expect(scraped[0]).toMatch(/^fallacy_probe_duration_seconds_count\{probe="home",error=""\} \d+$/m)
  expect(readFileSync(folder.at('x.prom'), 'utf8')).toContain('hypothesis="quick",phase="inject",verdict="pass"} 1\n')
  expect(readFileSync(folder.at('x.ndjson'), 'utf8')).toMatch(/^\{"type":"run"/)
  const [sent] = collector.seen
  expect([sent?.method, sent?.target]).toEqual(['POST', '/v1/metrics'])
  expect(sent?.headers).toContainEqual(['x-key', 'a b'])
  expect(JSON.parse(String(sent?.body)).resourceMetrics).toHaveLength(1)
})

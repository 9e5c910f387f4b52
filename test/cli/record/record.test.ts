import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { seenRoutes } from '../../../src/cli/record/seen-routes.js'
import type { ObservedExchange } from '../../../src/library/observed.js'
import { fallacy } from '../../support/cli.js'
import { httpOrigin } from '../../support/origin.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const seen = (method: string, target: string, parts: Partial<ObservedExchange> = {}): ObservedExchange => ({
  ...{ id: 1, route: 'proxy', method, target, end: 'complete', status: 200, headMs: 1, totalMs: 10 },
  ...{ received: 0, sent: 0, faults: [] },
  ...parts,
})

test('requests that look alike are one route: the names of things become stars', () => {
  const uuid = '0b9fd4b1-6c1f-4c9e-8f57-2f1f3c7d9a10'
  const routes = seenRoutes([
    seen('GET', '/orders/17?full=1'),
    seen('GET', `/orders/${uuid}`, { totalMs: 30 }),
    seen('GET', '/orders/99', { status: 503 }),
    seen('POST', '/orders'),
  ])
  expect(routes).toEqual([
    { id: 'get-orders', method: 'GET', path: '/orders/*', n: 3, p95: 30, errors: 1 / 3 },
    { id: 'post-orders', method: 'POST', path: '/orders', n: 1, p95: 10, errors: 0 },
  ])
})

test('what looks like a credential is in no route', () => {
  const paths = ['/a;jsessionid=abcDEF/x', '/b/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_', '/c?token=x', '/d;v=1']
  const routes = seenRoutes(paths.map(path => seen('GET', path)))
  expect(routes.map(({ path }) => path).sort()).toEqual(['/*/x', '/b/*', '/c', '/d;v=1'])
})

test('two routes never get one id', () => {
  const ids = seenRoutes([seen('GET', '/a/1'), seen('GET', '/a'), seen('GET', '/')]).map(({ id }) => id)
  expect(ids.sort()).toEqual(['get', 'get-a', 'get-a-2'])
})

test('what came through becomes an experiment that is valid; Ctrl-C ends the watch', async () => {
  await using origin = await httpOrigin()
  await using folder = temporaryFolder()
  const args = ['record', '--upstream', origin.url.href, '-o', 'x/recorded.yaml']
  const recorded = await fallacy(args, {
    cwd: folder.path,
    async started(child) {
      for await (const text of child.stderr ?? []) {
        const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(String(text)) ?? []
        if (url === undefined) continue
        for (const path of ['/orders/1', '/orders/2', '/']) await (await fetch(url + path)).text()
        child.kill('SIGINT')
      }
    },
  })
  expect(recorded).toMatchObject({ code: 0, stdout: 'x/recorded.yaml\n' })
  const text = readFileSync(folder.at('x/recorded.yaml'), 'utf8')
  expect(text).toContain('get-orders: {method: "GET", path: "/orders/*"} # 2 seen'.replace('} #', '}   #'))
  const validated = await fallacy(['validate', 'x/recorded.yaml'], { cwd: folder.path })
  expect(validated).toMatchObject({ code: 0, stdout: expect.stringContaining('4 hypotheses, 1 fault, 2 probes') })
  const again = await fallacy(args, { cwd: folder.path })
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('would be overwritten')])
})

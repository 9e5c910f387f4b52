import { expect, test } from 'vitest'
import type { Request } from '../../src/core/exchange.js'
import type { HeaderList } from '../../src/core/headers.js'
import { originForm, routeFinder } from '../../src/proxy/match.js'
import type { RouteSpec } from '../../src/proxy/rule.js'

const request = (method: string, target: string, headers: HeaderList = [['Host', 'shop.test:8080']]): Request => ({
  ...{ method, target, headers, body: null, url: new URL('http://shop.test') },
})

const route = (id: string, parts: Partial<RouteSpec>): RouteSpec => ({
  ...{ id, method: null, path: null, host: null, headers: {} },
  ...parts,
})

const find = (...routes: readonly RouteSpec[]) => routeFinder({ id: 'shop', routes })

test('the first route that matches wins, and a request of none is of the proxy', () => {
  const routeOf = find(route('charge', { path: '/charge' }), route('posts', { method: 'POST' }))
  expect(routeOf(request('POST', '/charge?x=1'))).toBe('shop/charge')
  expect(routeOf(request('POST', '/other'))).toBe('shop/posts')
  expect(routeOf(request('GET', '/other'))).toBe('shop')
})

test('the path is matched without its query, as it was received', () => {
  const routeOf = find(route('a', { path: '/a/*' }))
  expect(routeOf(request('GET', '/a/b?c=/d'))).toBe('shop/a')
  expect(routeOf(request('GET', '/%61/b'))).toBe('shop')
  expect(routeOf(request('GET', 'http://elsewhere.test/a/b'))).toBe('shop/a')
})

test('the host is matched without case, and without its port unless the route names one', () => {
  expect(find(route('a', { host: 'Shop.test' }))(request('GET', '/'))).toBe('shop/a')
  expect(find(route('a', { host: '*.test' }))(request('GET', '/'))).toBe('shop/a')
  expect(find(route('a', { host: 'shop.test:8080' }))(request('GET', '/'))).toBe('shop/a')
  expect(find(route('a', { host: 'shop.test:81' }))(request('GET', '/'))).toBe('shop')
})

test('every named header must be there, with its value or with any', () => {
  const routeOf = find(route('a', { headers: { 'X-Tenant': 'a', 'X-Trace': '*' } }))
  const host = ['Host', 'x'] as const
  expect(routeOf(request('GET', '/', [host, ['x-tenant', 'a'], ['x-trace', '']]))).toBe('shop/a')
  expect(routeOf(request('GET', '/', [host, ['x-tenant', 'b'], ['x-trace', '1']]))).toBe('shop')
  expect(routeOf(request('GET', '/', [host, ['x-tenant', 'a']]))).toBe('shop')
})

test.each([
  ['/a?b', '/a?b'],
  ['*', '*'],
  ['http://x.test/a', '/a'],
  ['HTTP://u:p@[::1]:1?q', '/?q'],
  ['//x.test/a', '//x.test/a'],
])('%s in origin-form is %s', (target, origin) => {
  expect(originForm(target)).toBe(origin)
})

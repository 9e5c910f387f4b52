// A plane of the built package with one proxy, for measuring: node proxy.mjs PORT UPSTREAM [DIST]
// Rules are in force but match nothing: what is measured is unmatched traffic.
const [port = '0', upstream = 'http://127.0.0.1:19000', dist = '../../dist'] = process.argv.slice(2)
const load = path => import(new URL(path, new URL(`${dist}/`, import.meta.url)))
const { openJournal } = await load('core/journal.js')
const { seeded } = await load('core/random.js')
const { systemClock } = await load('core/system-clock.js')
const { createPlane } = await load('proxy/create-plane.js')

const clock = systemClock()
const journal = openJournal(() => clock.now())
const plane = createPlane({ clock, journal, random: seeded(1), ttlMs: 3_600_000 })
const routes = [{ id: 'other', method: null, path: '/other/**', host: null, headers: {} }]
const spec = { id: 'bench', listen: { host: '127.0.0.1', port: Number(port) }, upstream: new URL(upstream), routes }
const { url } = await plane.listen(spec)
const envelope = { percent: 1, per: 'request', key: null, first: null, every: null, after: null, limit: null }
const fault = {
  name: 'latency',
  stage: 'delay',
  protocols: ['http1'],
  draw: () => ({ dose: {}, inject: () => (x, next) => next(x) }),
}
plane.activate({ id: 'slow', target: 'bench/other', envelope, fault }, 'bench')
console.log(url)

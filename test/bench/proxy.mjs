// A plane of the built package with one proxy, for measuring: node proxy.mjs PORT UPSTREAM [DIST]
// /slow/** gets 100 ms of latency, /narrow/** a bandwidth of 1 MB/s; all else is traffic that no fault matches.
const [port = '0', upstream = 'http://127.0.0.1:19000', dist = '../../dist'] = process.argv.slice(2)
const load = path => import(new URL(path, new URL(`${dist}/`, import.meta.url)))
const { openJournal } = await load('core/journal.js')
const { seeded } = await load('core/random.js')
const { systemClock } = await load('core/system-clock.js')
const { createPlane } = await load('proxy/create-plane.js')
const { latency } = await load('faults/latency.js')
const { bandwidth } = await load('faults/bandwidth.js')

const clock = systemClock()
const journal = openJournal(() => clock.now())
const plane = createPlane({ clock, journal, random: seeded(1), ttlMs: 3_600_000 })
const routes = ['slow', 'narrow'].map(id => ({ id, method: null, path: `/${id}/**`, host: null, headers: {} }))
const spec = { id: 'bench', listen: { host: '127.0.0.1', port: Number(port) }, upstream: new URL(upstream), routes }
const { url } = await plane.listen(spec)
const counts = { first: null, every: null, after: null, limit: null, maxActive: null }
const envelope = { percent: 1, per: 'request', key: null, ...counts, cohort: null, existing: 'apply' }
const put = (id, fault, options) =>
  plane.activate({ id, target: `bench/${id}`, envelope, fault: fault.bind(options).value }, 'bench')
put('slow', latency, { add: '100ms' })
put('narrow', bandwidth, { rate: '1MB/s', direction: 'down' })
console.log(url)

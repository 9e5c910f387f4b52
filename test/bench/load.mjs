// The load generator: node load.mjs '{"port", "host", "path", "connections", "seconds", "rate"?, "volleys"?}'
// Closed loop: each connection asks again at once. With a rate: latency counts from the due time. With volleys: all
// connections ask at the same moment, that many times. Prints one line of JSON; times in ms. Loopback only.
import net from 'node:net'

const job = JSON.parse(process.argv[2])
const { port, host, path, seconds, rate, volleys } = job
const connections = Math.min(job.connections, 2_000)
const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\nUser-Agent: bench\r\n\r\n`)
const END = Buffer.from('\r\n\r\n')
const now = () => performance.now()
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))

const times = []
const arrivals = []
let bytes = 0
let errors = 0

/** One connection that asks one request at a time. */
class Asker {
  #since = 0
  #left = -1
  #head = ''
  #told = null

  constructor() {
    const buffer = Buffer.allocUnsafe(256 * 1024)
    const onread = { buffer, callback: size => this.#read(buffer.subarray(0, size)) ?? true }
    this.socket = net.connect({ port, host: '127.0.0.1', noDelay: true, onread })
    this.socket.on('error', () => this.#fail())
    this.socket.on('close', () => this.#fail())
    this.opened = new Promise(resolve => this.socket.once('connect', resolve).once('close', resolve))
  }

  ask(since, told) {
    this.#since = since
    this.#told = told
    if (this.socket.destroyed) return void this.#fail()
    this.socket.write(request)
  }

  #read(part) {
    bytes += part.length
    if (volleys === undefined && connections === 1) arrivals.push([now(), part.length])
    if (this.#left >= 0) this.#left -= part.length
    else {
      const end = part.indexOf(END)
      this.#head += part.toString('latin1', 0, end < 0 ? part.length : end + 4)
      if (end < 0) return
      const length = /content-length: *([0-9]+)/i.exec(this.#head)?.[1]
      if (!this.#head.startsWith('HTTP/1.1 200') || length === undefined) return void this.socket.destroy()
      this.#head = ''
      this.#left = Number(length) - (part.length - end - 4)
    }
    if (this.#left > 0) return
    this.#left = -1
    times.push(now() - this.#since)
    const told = this.#told
    this.#told = null
    told?.(true)
  }

  #fail() {
    const told = this.#told
    this.#told = null
    if (told === null) return
    errors++
    told(false)
  }
}

const all = Array.from({ length: connections }, () => new Asker())
await Promise.all(all.map(({ opened }) => opened))
const start = now()
const end = start + Math.min(seconds, 60) * 1_000

const closedLoop = asker =>
  new Promise(resolve => {
    const next = ok => (ok && now() < end ? asker.ask(now(), next) : resolve())
    asker.ask(now(), next)
  })

const openLoop = async () => {
  const idle = [...all]
  const due = []
  const serve = () => {
    while (due.length > 0 && idle.length > 0) {
      const asker = idle.pop()
      asker.ask(due.shift(), ok => {
        if (ok) idle.push(asker)
        serve()
      })
    }
  }
  for (let sent = 0; now() < end; await sleep(1))
    for (; start + (sent * 1_000) / rate <= now(); sent++, serve()) due.push(start + (sent * 1_000) / rate)
  for (const last = now() + 2_000; idle.length < connections && now() < last; ) await sleep(5)
}

if (volleys !== undefined)
  for (let round = 0; round < volleys; round++)
    await Promise.all(all.map(asker => new Promise(resolve => asker.ask(now(), _ok => resolve()))))
else if (rate !== undefined) await openLoop()
else await Promise.all(all.map(closedLoop))

const took = (now() - start) / 1_000
const sorted = times.toSorted((a, b) => a - b)
const at = share => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
/** The most that came within 100 ms. */
const burst = arrivals.reduce(
  ({ most, sum, from }, [t, size]) => {
    let rest = sum + size
    let first = from
    for (; arrivals[first][0] < t - 100; first++) rest -= arrivals[first][1]
    return { most: Math.max(most, rest), sum: rest, from: first }
  },
  { most: 0, sum: 0, from: 0 },
).most
console.log(JSON.stringify({ count: times.length, seconds: took, bytes, errors, p50: at(0.5), p99: at(0.99), burst }))
process.exit(0)

// A fault that fails of itself, in the way that the last segment of a path names; for planes in a process of their own.

const breaks = {
  throws() {
    throw new Error('thrown at once')
  },
  rejects: () => Promise.reject(new Error('rejected')),
  rejectsNothing: () => Promise.reject(undefined),
  throwsText() {
    throw 'a text'
  },
  hasOddStatus: () => Promise.resolve({ status: 1e9, headers: [['bad name\n', '\0']], body: bodyOf('x') }),
  hasNoBody: () => Promise.resolve({ status: 200, headers: [] }),
  breaksHead: async (exchange, next) => ({ ...(await next(exchange)), headers: null }),
  breaksBody: async (exchange, next) => ({ ...(await next(exchange)), body: broken() }),
  givesNoBytes: async (exchange, next) => ({ ...(await next(exchange)), body: bodyOf(7) }),
}

export const BREAKS = Object.keys(breaks)

async function* broken() {
  yield Buffer.from('so')
  throw new Error('thrown in the body')
}

async function* bodyOf(value) {
  yield value
}

const inject = () => (exchange, next) => {
  const name = exchange.request.target.split('/').at(-1)
  return Object.hasOwn(breaks, name) ? breaks[name](exchange, next) : next(exchange)
}

const bound = {
  ...{ name: 'broken', stage: 'mutate', protocols: ['http1', 'http2'], unfit: new Map() },
  draw: () => ({ dose: {}, inject }),
}
export const brokenFault = { name: 'broken', bind: () => ({ ok: true, value: bound }) }

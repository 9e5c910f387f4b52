// What anybody would write: a proxy of node:http and undici. node plain.mjs PORT UPSTREAM; /slow/… waits 100 ms.
import http from 'node:http'
import { pipeline } from 'node:stream/promises'
import { Agent } from 'undici'

const [port, origin] = process.argv.slice(2)
const agent = new Agent({ connections: 2_048, pipelining: 1, keepAliveTimeout: 60_000 })

const relay = async ({ method, url, headers, readable }, response) => {
  const { connection, 'keep-alive': _, 'transfer-encoding': __, ...kept } = headers
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
  const options = { origin, path: url, method, headers: kept, body: hasBody ? readable : null }
  const reply = await agent.request(options)
  delete reply.headers.connection
  delete reply.headers['keep-alive']
  response.writeHead(reply.statusCode, reply.headers)
  await pipeline(reply.body, response)
}

http
  .createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const { method, url, headers } = request
    const go = () => relay({ method, url, headers, readable: request }, response).catch(() => response.destroy())
    if (url.startsWith('/slow/')) setTimeout(go, 100)
    else void go()
  })
  .listen({ port: Number(port), host: '127.0.0.1', backlog: 4096 })

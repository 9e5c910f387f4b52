// What is measured against: answers requests without a body, /…/1k with 1 KiB and so on. node origin.mjs PORT
import net from 'node:net'

const END = Buffer.from('\r\n\r\n')
const sizes = { '1k': 1024, '64k': 64 * 1024, '2m': 2 * 1024 ** 2, '10m': 10 * 1024 ** 2 }
const replyOf = size =>
  Buffer.from(
    `HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: ${size}\r\n\r\n${'x'.repeat(size)}`,
  )
const replies = new Map(Object.entries(sizes).map(([name, size]) => [name, replyOf(size)]))

const server = net.createServer({ noDelay: true }, socket => {
  let held = null
  socket.on('error', () => {})
  socket.on('data', part => {
    const bytes = held === null ? part : Buffer.concat([held, part])
    let at = 0
    for (let end = bytes.indexOf(END); end >= 0; end = bytes.indexOf(END, at)) {
      const [, path] = bytes.toString('latin1', at, bytes.indexOf(13, at)).split(' ')
      socket.write(replies.get(path.slice(path.lastIndexOf('/') + 1)) ?? replyOf(0))
      at = end + END.length
    }
    held = at < bytes.length ? bytes.subarray(at) : null
  })
})
server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 })

import { expect, test } from 'vitest'
import { BREAKS } from '../../support/broken-fault.mjs'
import { rawOrigin } from '../../support/origin.js'
import { planeProcess } from '../../support/plane-process.js'
import type { RawPeer } from '../../support/raw-peer.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { testAuthorityIn } from '../../support/test-authority.js'
import { type Front, openH2, openText, WAYS_IN, type WayIn } from '../../support/ways-in.js'

/** What a client is told of one exchange: a status, 0 where there was none, and whether what came was a whole message. */
type Told = readonly [status: number, isWhole: boolean, body: string]

const ask = async (front: Front, way: WayIn, path: string): Promise<Told> => {
  if (way === 'h2') {
    await using client = await openH2(front)
    const { status = 0, isWhole, code, text } = await client.ask({ ':path': path })
    return [status, isWhole && code === 0, text]
  }
  await using client = await openText(front, way)
  await client.send(`GET ${client.targetOf(path)} HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n`)
  const ending = await client.ended()
  return toldBy(client.text, ending === 'fin')
}

/** Reads a reply as RFC 9112 6.3 has it. */
const toldBy = (all: string, isClosed: boolean): Told => {
  const text = all.replace(/^(HTTP\/1\.1 1\d\d .*?\r\n\r\n)+/s, '')
  const [, status = '0'] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? []
  const at = text.indexOf('\r\n\r\n') + 4
  const [head, body] = [text.slice(0, at), text.slice(at)]
  const [, length] = /^content-length: *(\d+)/im.exec(head) ?? []
  if (/^transfer-encoding: *chunked/im.test(head)) {
    const content = body.replace(/[\da-f]+\r\n(.*?)\r\n/gs, '$1')
    return [Number(status), body.endsWith('0\r\n\r\n'), content.replace(/\r\n$/, '')]
  }
  return [Number(status), length === undefined ? isClosed : Number(length) === body.length, body]
}

const FIELDS = Array.from({ length: 100 }, (_, at) => `X-${at}: ${at}\r\n`).join('')
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n'
const LONG = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome'
const reset = (peer: RawPeer) => setTimeout(() => peer.reset(), 20)

/** What an upstream says, how it goes on, and what its client is to be told. */
const REPLIES: Readonly<Record<string, readonly [bytes: string, then: (peer: RawPeer) => unknown, told: Told | null]>> =
  {
    good: ['HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood', () => {}, [200, true, 'good']],
    low: ['HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n', () => {}, null],
    zero: ['HTTP/1.1 000 Nothing\r\nContent-Length: 0\r\n\r\n', () => {}, null],
    high: ['HTTP/1.1 999 High\r\nContent-Length: 4\r\n\r\nhigh', () => {}, [999, true, 'high']],
    four: ['HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n', () => {}, null],
    trailer: ['HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nContent-Length: 2\r\n\r\nhi', () => {}, [200, true, 'hi']],
    many: [`HTTP/1.1 200 OK\r\n${FIELDS}Content-Length: 4\r\n\r\nmany`, () => {}, [200, true, 'many']],
    twice: ['HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', () => {}, null],
    chunk: [`${CHUNKED}zz\r\nbad`, () => {}, [200, false, 'some']],
    chunksEnd: [CHUNKED, peer => peer.finish(), [200, false, 'some']],
    chunksReset: [CHUNKED, reset, [200, false, 'some']],
    lengthEnd: [LONG, peer => peer.finish(), [200, false, 'some']],
    lengthReset: [LONG, reset, [200, false, 'some']],
    closeReset: ['HTTP/1.1 200 OK\r\n\r\nsome', reset, [200, false, 'some']],
    interim: [`${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(20)}HTTP/1.1 099 x\r\n\r\n`, () => {}, null],
    switches: [
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nx',
      () => {},
      null,
    ],
    half: ['HTTP/1.1 200 OK\r\nContent-Len', peer => peer.finish(), null],
    nothing: ['', peer => peer.finish(), null],
    nothingReset: ['', reset, null],
  }

test('no reply of an upstream and no failure of a fault ends the process, by whichever way the client came', async () => {
  await using folder = temporaryFolder()
  const authority = await testAuthorityIn(folder.at('ca'))
  await using origin = await rawOrigin(async peer => {
    for (;;) {
      const [, path = ''] = /\/(\w+) HTTP/.exec(await peer.until('\r\n\r\n')) ?? []
      peer.take()
      const [bytes, then] = REPLIES[path] ?? ['HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood', () => {}]
      await peer.send(bytes)
      then(peer)
    }
  })
  await using plane = await planeProcess(origin.url, { broken: {} }, folder.at('ca'))
  const front = { port: plane.port, authority }
  const told = await Promise.all(
    WAYS_IN.map(async way => {
      const all: (readonly [string, Told])[] = []
      for (const path of [...Object.keys(REPLIES), ...BREAKS, 'good'])
        all.push([`${way} ${path}`, await ask(front, way, `/${path}`)])
      return all
    }),
  )
  for (const [name, [status, isWhole, body]] of told.flat()) {
    const [, path = ''] = name.split(' ')
    const expected = REPLIES[path]?.[2]
    // Of what broke off, the client may have had less.
    if (expected && !expected[1])
      expect([name, status, isWhole, 'some'.startsWith(body)]).toEqual([name, 200, false, true])
    else if (expected) expect([name, status, isWhole, body]).toEqual([name, ...expected])
    else if (path in REPLIES) expect([name, status, body.slice(0, 9)]).toEqual([name, 502, 'fallacy: '])
    else expect([name, [502, 200, 0].includes(status), status === 200 && isWhole]).toEqual([name, true, false])
  }
  const { ends } = await plane.held()
  expect(ends.complete).toBe(WAYS_IN.length * 5)
})

import { expect, test } from 'vitest'
import { spokenBy } from '../../src/proxy/first-bytes.js'

test.each([
  ['\x16\x03\x01', 'tls'],
  ['GET / HTTP/1.1', 'http'],
  ['POST http://h/ HTTP/1.1', 'http'],
  ['OPTIONS * HTTP/1.1', 'http'],
  ['m-search /x HTTP/1.1', 'http'],
  ['PRI * HTTP/2.0\r\n', 'other'],
  ['SSH-2.0-OpenSSH_9.2 Debian', 'other'],
  ['*1\r\n$4\r\nPING\r\n', 'other'],
  ['QUIT\r\n', 'other'],
  ['HELO there', 'other'],
  ['\x00\x00', 'other'],
  ['G', undefined],
  ['GET', undefined],
  ['GET ', undefined],
  ['GET htt', undefined],
  ['OPTIONS * H', undefined],
  ['OPTIONS * HTTP/', undefined],
])('a client that begins with %j speaks %s', (text, spoken) => {
  expect(spokenBy(Buffer.from(text, 'latin1'))).toBe(spoken)
})

test('what a client speaks is told in the same way wherever its first bytes are cut', () => {
  for (const text of ['GET / HTTP/1.1\r\n', 'OPTIONS * HTTP/1.1\r\n', 'DELETE https://h/ HTTP/1.1\r\n'])
    for (let end = 1; end < text.length; end++)
      expect(spokenBy(Buffer.from(text.slice(0, end)))).toSatisfy(spoken => spoken === undefined || spoken === 'http')
})

import { expect, test } from 'vitest'
import { authorityOf, parseAbsolute, parseAuthority } from '../../../src/proxy/forward/target.js'

test.each([
  ['api.example:443', 'api.example:443'],
  ['API.Example:443', 'api.example:443'],
  ['api.example.:443', 'api.example:443'],
  ['127.0.0.1:80', '127.0.0.1:80'],
  ['127.1:80', '127.0.0.1:80'],
  ['0x7f.0.0.1:80', '127.0.0.1:80'],
  ['2130706433:80', '127.0.0.1:80'],
  ['[::1]:443', '[::1]:443'],
  ['[0:0:0:0:0:0:0:1]:443', '[::1]:443'],
  ['[::ffff:127.0.0.1]:443', '[::ffff:7f00:1]:443'],
  ['a_b.test:1', 'a_b.test:1'],
  ['ca:443', 'ca:443'],
  ['ca.private:443', 'ca.private:443'],
  ['h:65535', 'h:65535'],
])('%s is %s', (written, read) => {
  const target = parseAuthority(written)
  expect(target && authorityOf(target)).toBe(read)
})

test.each([
  ...['', ':443', 'api.example', 'api.example:', 'h:0', 'h:65536', 'h:999999', 'h:-1', 'h:4 3', 'h:+443', 'h:443x'],
  ...['../../x:443', 'a/b:443', 'a\\b:443', '[::1', '[::1]', '[::1]x:443', '::1:443', '[g::1]:443', '[fe80::1%lo]:443'],
  ...[
    'u:p@host:443',
    'user@host:443',
    '.:443',
    'a..b:443',
    '-:',
    'a b:443',
    'a%2e:443',
    '1.2.3.4.5:443',
    '999.1.1.1:443',
  ],
  ...[`${'a'.repeat(300)}:443`, 'h\u0000:443', 'ä.example:443', '*:443', 'http://h:443'],
])('%s names no target', written => {
  expect(parseAuthority(written)).toBeNull()
})

test.each([
  ['http://h/a', 'http', 'h:80'],
  ['HTTP://H:8080', 'http', 'h:8080'],
  ['https://h?x', 'https', 'h:443'],
  ['http://[::1]:81/', 'http', '[::1]:81'],
])('the absolute target %s is %s to %s', (written, scheme, authority) => {
  const read = parseAbsolute(written)
  expect(read && [read.scheme, authorityOf(read.target)]).toEqual([scheme, authority])
})

test.each(['/a', '*', 'h:80', 'ftp://h/', 'http://', 'http:///a', 'http://u@h/', 'http://h:0/'])(
  '%s is no absolute target',
  written => {
    expect(parseAbsolute(written)).toBeNull()
  },
)

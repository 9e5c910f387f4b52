/** Messages as latin1 that keep a rule of RFC 9112 (or 9110) and messages that break it, written from its text. */
export interface Rule {
  readonly rule: string
  readonly keeps: readonly string[]
  readonly breaks: readonly string[]
}

const lines = (...all: readonly string[]) => `${all.join('\r\n')}\r\n\r\n`
const request = (line: string, ...fields: readonly string[]) => lines(line, 'Host: a', ...fields)
const get = (...fields: readonly string[]) => request('GET /p HTTP/1.1', ...fields)
const post = (body: string, ...fields: readonly string[]) => request('POST /p HTTP/1.1', ...fields) + body
const chunked = (body: string, ...fields: readonly string[]) => post(body, 'Transfer-Encoding: chunked', ...fields)
const coded = (coding: string) => post('0\r\n\r\n', `Transfer-Encoding:${coding}`)
const long = (length: string, ...fields: readonly string[]) => post('abc', `Content-Length:${length}`, ...fields)
const target = (text: string) => request(`GET ${text} HTTP/1.1`)
const host = (text: string) => lines('GET /p HTTP/1.1', `Host:${text}`)
const version = (text: string) => request(`GET /p ${text}`)
const three = (size: string) => chunked(`${size}\r\nabc\r\n0\r\n\r\n`)
const trailed = (trailers: string) => chunked(`0\r\n${trailers}\r\n\r\n`)

export const requestRules: readonly Rule[] = [
  {
    rule: '9112 2.1: a start-line, fields, an empty line, a body',
    keeps: [get(), get('A: 1'), long(' 3')],
    breaks: ['\x16\x03\x01\x02\x00\x01\x00', 'SSH-2.0-x\r\n\r\n', '\x00', '{"a": 1}\r\n\r\n'],
  },
  {
    rule: '9112 2.2: lines end with CRLF, and CR stands nowhere else',
    keeps: [get()],
    breaks: [
      ...['GET /p HTTP/1.1\nHost: a\n\n', 'GET /p HTTP/1.1\r\nHost: a\r\n\n', 'GET /p HTTP/1.1\r\nHost: a\n\r\n'],
      ...['GET /p HTTP/1.1\rHost: a\r\n\r\n', 'GET /p HTTP/1.1\r\r\nHost: a\r\n\r\n'],
      ...[get('A: b\rc'), get('A: b\r'), get('A: b\nc')],
    ],
  },
  {
    rule: '9112 2.2: empty lines before a request are skipped, and nothing else',
    keeps: [`\r\n${get()}`, `\r\n\r\n${get()}`, `${get()}\r\n${get()}`],
    breaks: [`\n${get()}`, ` \r\n${get()}`, `\r${get()}`],
  },
  {
    rule: '9112 2.2: no whitespace between the start-line and the first field',
    keeps: [get('A: b')],
    breaks: ['GET /p HTTP/1.1\r\n Host: a\r\n\r\n', 'GET /p HTTP/1.1\r\n\tHost: a\r\n\r\n'],
  },
  {
    rule: '9112 2.3: the version',
    keeps: [version('HTTP/1.1'), version('HTTP/1.0'), lines('GET /p HTTP/1.0')],
    breaks: [
      ...['HTTP/2.0', 'HTTP/1.2', 'HTTP/1.10', 'http/1.1', 'HTTP/01.1', 'HTTP/1,1', 'HTTPS/1.1', 'HTTP/1.1x'].map(
        version,
      ),
      ...[lines('GET /p HTTP/0.9'), 'GET /p\r\n\r\n'],
    ],
  },
  {
    rule: '9112 3: single spaces in the request-line',
    keeps: [request('GET /p?a=b&c HTTP/1.1')],
    breaks: [
      'GET  /p HTTP/1.1',
      'GET /p  HTTP/1.1',
      'GET\t/p HTTP/1.1',
      ' GET /p HTTP/1.1',
      'GET /p HTTP/1.1 ',
      'GET /p q HTTP/1.1',
    ].map(line => request(line)),
  },
  {
    rule: '9112 3.1: the method is a token',
    keeps: ['PUT', 'M-SEARCH', 'PROPFIND', 'get', 'X!#$%&*'].map(method => request(`${method} /p HTTP/1.1`)),
    breaks: ['G@T', 'G\x00T', '(', 'G"T', 'G\xe9T', ''].map(method => request(`${method} /p HTTP/1.1`)),
  },
  {
    rule: '9112 3.2: the request-target',
    keeps: [
      ...['/', '/%2e%2e//?a=b', '//a/p', 'http://a/p', '/a"<>\\^`{|}', '/a#b'].map(target),
      request('OPTIONS * HTTP/1.1'),
    ],
    breaks: [
      ...['p', '*', 'http://', '/\x7f', '/\x00', '/caf\xe9', 'ftp://a/', 'http://u@a/'].map(target),
      request('CONNECT a:1 HTTP/1.1'),
    ],
  },
  {
    rule: '9112 3.2: one Host',
    keeps: [' a', ' a:80', ' [::1]:80', '', ' a_b', ' xn--a'].map(host),
    breaks: [
      lines('GET /p HTTP/1.1'),
      get('Host: a'),
      get('host: b'),
      ...[' a b', ' a/b', ' u@a', ' a:b', ' [::1', ' "a"'].map(host),
    ],
  },
  {
    rule: '9112 5: a field line is a name, a colon and a value',
    keeps: ['A:1', 'A: \t1 \t', 'A:', 'A:  ', 'A: b: c', 'A: caf\xe9', '__proto__: x', "!#$%&'*+-.^_`|~: y"].map(line =>
      get(line),
    ),
    breaks: [
      ': x',
      'A',
      'A B: c',
      'A\x00: c',
      'A: \x00',
      'A: \x01',
      'A: \x7f',
      'A: \x1f',
      '(A): b',
      'A"B: c',
      '{A}: b',
      'A\xe9: b',
    ].map(line => get(line)),
  },
  {
    rule: '9112 5.1: no whitespace before the colon',
    keeps: [get('A: b')],
    breaks: [
      get('A : b'),
      get('A\t: b'),
      get('Content-Length : 0'),
      post('abc', 'Content-Length : 3'),
      chunked('0\r\n\r\n', 'Transfer-Encoding : chunked'),
    ],
  },
  {
    rule: '9112 5.2: no obs-fold',
    keeps: [get('A: b', 'c: d')],
    breaks: [get('A: b\r\n c'), get('A: b\r\n\tc'), get('A:\r\n b'), long('\r\n 3'), coded('\r\n chunked')],
  },
  {
    rule: '9112 6.1: Transfer-Encoding is chunked, once, in HTTP/1.1',
    keeps: [' chunked', ' CHUNKED', 'chunked '].map(coded),
    breaks: [
      ...[
        ' gzip, chunked',
        ' chunked, gzip',
        ' chunked, chunked',
        ' xchunked',
        ' chunkedx',
        '',
        ' identity',
        ' "chunked"',
      ].map(coded),
      ...[' chunked;a=b', ' \x0bchunked', ' chunked,', ' ,chunked', ' chun ked', ' chunked\t', '\tchunked'].map(coded),
      ...[chunked('0\r\n\r\n', 'Transfer-Encoding: chunked'), chunked('0\r\n\r\n', 'Transfer-Encoding: identity')],
      `${request('POST /p HTTP/1.0', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
    ],
  },
  {
    rule: '9112 6.1: not Transfer-Encoding and Content-Length',
    keeps: [coded(' chunked'), long(' 3')],
    breaks: [
      chunked('0\r\n\r\n', 'Content-Length: 5'),
      long(' 5', 'Transfer-Encoding: chunked'),
      chunked('0\r\n\r\n', 'Content-Length: 0'),
    ],
  },
  {
    rule: '9112 6.2: a Content-Length is one number of digits',
    keeps: [post('', 'Content-Length: 0'), ...[' 3', '3', ' 03', ' 3 '].map(length => long(length))],
    breaks: [
      ...[' +3', ' -3', ' 3.0', ' 0x3', ' 3 3', ' 3, 3', ' 3,', '', ' ', ' a', ' \xb3', ' 3;', ' \t3', ' 3\t'].map(
        length => long(length),
      ),
      ...[' 99999999999999999999999', ' 18446744073709551619'].map(length => long(length)),
      ...[long(' 3', 'Content-Length: 3'), long(' 3', 'Content-Length: 4'), long(' 3', 'content-length: 3')],
    ],
  },
  {
    rule: '9112 6.3: a request that says nothing has no body',
    keeps: [`${get()}${get('B: 2')}`, post(get())],
    breaks: [post('a=b&c=d\r\n\r\n')],
  },
  {
    rule: '9112 7.1: chunks',
    keeps: [
      three('3'),
      three('0003'),
      chunked('A\r\n0123456789\r\n0\r\n\r\n'),
      chunked('1\r\na\r\n2\r\nbc\r\n000\r\n\r\n'),
    ],
    breaks: [
      ...['', 'g', '-1', '+3', '0x3', ' 3', '3 ', '1_0', '3.', '\xb3', 'ffffffffffffffff1', '10000000000000003'].map(
        three,
      ),
      ...['3\nabc\r\n0\r\n\r\n', '3\r\nabc\n0\r\n\r\n', '3\r\nabcd\r\n0\r\n\r\n', '3\r\nab\r\n0\r\n\r\n'].map(body =>
        chunked(body),
      ),
      ...['3\r\nabc0\r\n\r\n', '3\r\nabc\r\n0\n\n', '3\rabc\r\n0\r\n\r\n', '3\r\nabc\r0\r\n\r\n'].map(body =>
        chunked(body),
      ),
    ],
  },
  {
    rule: '9112 7.1.1: chunk extensions',
    keeps: ['3;a', '3;a=b;c="d e"', '3;a="q\\"r"', '3;a=""'].map(three),
    breaks: [
      ...[
        '3; a',
        '3 ;a',
        '3;',
        '3;a=',
        '3;a="b',
        '3;a\x00',
        '3;=b',
        '3;a\rb',
        '3;a\nb',
        '3;a=b c',
        '3;a="b"c',
        '3;a;',
      ].map(three),
      three(`3;${'a'.repeat(17_000)}`),
    ],
  },
  {
    rule: '9112 7.1.2: trailers are fields',
    keeps: [trailed('A: 1'), trailed('A: 1\r\nB: 2'), chunked('1\r\nx\r\n0\r\nX-Sum: 1\r\n\r\n')],
    breaks: [
      'A : 1',
      'A: 1\n',
      'A: 1\r\n b',
      'A',
      'A: \x00',
      'Content-Length: 5',
      'Transfer-Encoding: chunked',
      'Host: b',
      ' A: 1',
    ].map(trailed),
  },
  {
    rule: '9112 9.3: one request after another, until one says close',
    keeps: [
      ...[get() + get() + long(' 3') + get('A: 1'), coded(' chunked') + get(), get('Connection: close') + get()],
      ...[request('GET /p HTTP/1.0', 'Connection: keep-alive') + get(), request('GET /p HTTP/1.0') + get()],
    ],
    breaks: [`${get()}x${get()}x\r\n\r\n`],
  },
  {
    rule: '9110 5.4: a head is long, but not endless',
    keeps: [get(`A: ${'b'.repeat(60_000)}`), get(...Array.from({ length: 1_500 }, (_, at) => `A${at}: b`))],
    breaks: [get(`A: ${'b'.repeat(70_000)}`), trailed(`A: ${'b'.repeat(70_000)}`)],
  },
  {
    rule: '9110 10.1.1: Expect',
    keeps: [long(' 3', 'Expect: 100-continue'), long(' 3', 'Expect: something')],
    breaks: [long(' 3', 'Expect : 100-continue')],
  },
]

const ok = (body: string, ...fields: readonly string[]) => lines('HTTP/1.1 200 OK', ...fields) + body
const okChunked = (body: string, ...fields: readonly string[]) => ok(body, 'Transfer-Encoding: chunked', ...fields)
const status = (line: string, ...fields: readonly string[]) => lines(line, 'Content-Length: 0', ...fields)
const field = (line: string) => ok('', 'Content-Length: 0', line)

export const replyRules: readonly Rule[] = [
  {
    rule: '9112 4: the status-line',
    keeps: [
      'HTTP/1.1 200 OK',
      'HTTP/1.1 200 ',
      'HTTP/1.1 200',
      'HTTP/1.0 200 OK',
      'HTTP/1.1 299 caf\xe9 x',
      'HTTP/1.1 999 X',
    ].map(line => status(line)),
    breaks: [
      ...[
        'HTTP/1.1  200 OK',
        'HTTP/1.1 20 OK',
        'HTTP/1.1 2000 OK',
        'HTTP/1.1 099 X',
        'HTTP/1.1 200 O\x00K',
        'HTTP/2.0 200 OK',
      ].map(line => status(line)),
      ...['HTTP/1.1\t200 OK', 'ICY 200 OK', 'HTTP/1.1 +20 OK', 'HTTP/1.1 200 OK\r', '200 OK'].map(line => status(line)),
      ...[`\r\n${status('HTTP/1.1 200 OK')}`, 'HTTP/1.1 200 OK\nContent-Length: 0\n\n', 'garbage\r\n\r\n'],
    ],
  },
  {
    rule: '9112 5: fields',
    keeps: ['A: 1', 'a:', '__proto__: x', 'A: caf\xe9'].map(field),
    breaks: ['Content-Length : 0', 'A: b\r\n c', 'A: \x00', 'A B: c', 'A: b\rc', 'A: b\nc'].map(field),
  },
  {
    rule: '9112 6.3: replies without a body',
    keeps: [
      lines('HTTP/1.1 204 No Content'),
      ...['HTTP/1.1 204 No Content', 'HTTP/1.1 304 Not Modified'].map(line => lines(line, 'Content-Length: 5')),
      lines('HTTP/1.1 304 Not Modified', 'Transfer-Encoding: chunked'),
    ],
    breaks: [
      lines('HTTP/1.1 304 Not Modified', 'Content-Length: x'),
      lines('HTTP/1.1 204 No Content', 'Content-Length: 1', 'Transfer-Encoding: chunked'),
    ],
  },
  {
    rule: '9110 15.2: interim replies',
    keeps: [
      ...[lines('HTTP/1.1 103 Early Hints', 'Link: </a>'), lines('HTTP/1.1 100 Continue')].map(
        interim => interim + status('HTTP/1.1 200 OK'),
      ),
      `${lines('HTTP/1.1 102 Processing')}${lines('HTTP/1.1 103 Early Hints')}${ok('a', 'Content-Length: 1')}`,
    ],
    breaks: [
      lines('HTTP/1.1 101 Switching Protocols', 'Upgrade: x', 'Connection: Upgrade'),
      lines('HTTP/1.1 103 X', 'Content-Length: x'),
      lines('HTTP/1.1 103 X', 'A : b'),
    ],
  },
  {
    rule: '9112 6.3: Transfer-Encoding',
    keeps: [okChunked('3\r\nabc\r\n0\r\n\r\n'), okChunked('0\r\nA: 1\r\n\r\n')],
    breaks: [
      ...[
        ok('0\r\n\r\n', 'Transfer-Encoding: gzip, chunked'),
        ok('abc', 'Transfer-Encoding: gzip'),
        ok('abc', 'Transfer-Encoding: identity'),
      ],
      ...[
        okChunked('0\r\n\r\n', 'Content-Length: 5'),
        ok('0\r\n\r\n', 'Content-Length: 5', 'Transfer-Encoding: chunked'),
      ],
      ...[
        okChunked('0\r\n\r\n', 'Transfer-Encoding: chunked'),
        `${lines('HTTP/1.0 200 OK', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
      ],
    ],
  },
  {
    rule: '9112 6.3: Content-Length',
    keeps: [ok('abc', 'Content-Length: 3'), ok('abcd', 'Content-Length: 3')],
    breaks: [
      ok('abc', 'Content-Length: 3', 'Content-Length: 3'),
      ...['3, 3', '+3', 'x', ''].map(length => ok('abc', `Content-Length: ${length}`)),
    ],
  },
  {
    rule: '9112 6.3: a reply that says nothing ends with its connection',
    keeps: [ok('abc'), ok(''), ok('abc', 'Connection: close'), `${lines('HTTP/1.0 200 OK')}abc`],
    breaks: [ok('abc', 'Content-Length :')],
  },
  {
    rule: '9112 7: chunks',
    keeps: [okChunked('1;a=b\r\nx\r\n0\r\nA: 1\r\n\r\n'), okChunked('1;a="b c"\r\nx\r\n0\r\n\r\n')],
    breaks: ['x\r\n', '3\r\nabcd\r\n0\r\n\r\n', '3\nabc\n0\n\n', '0\r\nA : 1\r\n\r\n', '3 \r\nabc\r\n0\r\n\r\n'].map(
      body => okChunked(body),
    ),
  },
]

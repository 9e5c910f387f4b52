import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Protocol } from '../../src/core/exchange.js'
import { faults } from '../../src/faults/index.js'

const FOLDER = 'test/faults'
const own = readdirSync(FOLDER).filter(file => file.endsWith('.test.ts'))

/** Rows that stand in a file of their own: for all protocols whose bytes go both ways. */
const SHARED = readFileSync('test/support/byte-rows.ts', 'utf8')

/** Whose tests show a fault on real connections of a protocol; a fault is shown where its name stands. */
const BLACK_BOX: Readonly<Record<Protocol, readonly string[]>> = {
  http1: own,
  http2: ['http2.test.ts', 'handshake.test.ts', 'downgrade.test.ts'],
  websocket: ['websocket.test.ts', 'handshake.test.ts'],
  tcp: ['tcp.test.ts', 'listeners.test.ts', 'idle-reap.test.ts'],
}

const textOf = (file: string): string =>
  existsSync(join(FOLDER, file)) ? readFileSync(join(FOLDER, file), 'utf8') : ''

test.each(Object.entries(BLACK_BOX))('every fault that claims %s has a black-box test there', (protocol, files) => {
  const text = [...files.map(textOf), ...(protocol === 'http2' ? [] : [SHARED])].join('\n')
  const claimed = faults.filter(({ protocols }) => protocols.some(one => one === protocol))
  const shown = ({ name }: { readonly name: string }) => new RegExp(`['"]${name}['"]|\\b${name}: `).test(text)
  expect(claimed.filter(fault => !shown(fault)).map(({ name }) => name)).toEqual([])
})

import { STREAM_CODES } from '../../core/stream-code.js'
import { ConnectionError } from './errors.js'

/** The length of each symbol's code in base 36 (RFC 7541 B); codes are handed out by length, then by symbol. */
const LENGTHS = [
  'dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6cad677777777777777777777',
  '77878djde6f56565666577666567655677777fbedskmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmo',
  'lmnnllmlnmnnkmmmnmmnqqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrqu',
].join('')
const END = 256

/** Pairs of nodes, by the next bit: an inner node's index, or the complement of a symbol. */
const TREE = ((): Int32Array => {
  const tree = new Int32Array(2 * LENGTHS.length)
  const lengths = Array.from(LENGTHS, digit => Number.parseInt(digit, 36))
  const order = lengths.map((length, symbol) => ({ length, symbol })).sort((a, b) => a.length - b.length)
  let [code, last, nodes] = [0, 0, 1]
  for (const { length, symbol } of order) {
    code <<= length - last
    last = length
    let at = 0
    for (let bit = length - 1; bit > 0; bit--) {
      const slot = 2 * at + ((code >> bit) & 1)
      if (tree[slot] === 0) tree[slot] = nodes++
      at = tree[slot] ?? 0
    }
    tree[2 * at + (code & 1)] = ~symbol
    code++
  }
  return tree
})()

/** Text of latin1. Throws a ConnectionError where padding is no prefix of the end symbol, or too long. */
export const fromHuffman = (bytes: Uint8Array): string => {
  let text = ''
  let node = 0
  let depth = 0
  let onlyOnes = true
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      const next = TREE[2 * node + ((byte >> bit) & 1)] ?? 0
      depth++
      onlyOnes &&= ((byte >> bit) & 1) === 1
      if (next > 0) {
        node = next
        continue
      }
      if (~next === END) throw badCode()
      text += String.fromCharCode(~next)
      ;[node, depth, onlyOnes] = [0, 0, true]
    }
  }
  if (depth > 7 || !onlyOnes) throw badCode()
  return text
}

const badCode = () => new ConnectionError(STREAM_CODES.COMPRESSION_ERROR, 'a text is no Huffman code')

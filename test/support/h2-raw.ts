import net from 'node:net'
import { FrameReader } from '../../src/proxy/http2/frame-reader.js'
import { type Frame, frameOf, PREFACE, settingsFrame, words } from '../../src/proxy/http2/frames.js'
import { HeaderEncoder } from '../../src/proxy/http2/header-encoder.js'
import { eventually } from './with-proxy.js'

export interface RawH2 extends Disposable {
  readonly socket: net.Socket
  readonly frames: readonly Frame[]
  /** Waits for a frame of that type on a stream. */
  until(type: number, stream: number): Promise<Frame>
}

/** Bytes of HTTP/2 written by hand; what comes back as frames. */
export const rawH2 = (socket: net.Socket): RawH2 => {
  const reader = new FrameReader()
  const frames: Frame[] = []
  socket.on('error', () => {})
  socket.on('data', part => frames.push(...reader.read(part)))
  const fits = (type: number, stream: number) => frames.find(frame => frame.type === type && frame.stream === stream)
  return {
    ...{ socket, frames },
    async until(type, stream) {
      const found = await eventually(
        () => fits(type, stream),
        frame => frame !== undefined,
        5_000,
      )
      if (found === undefined) throw new Error('no such frame')
      return found
    },
    [Symbol.dispose]: () => socket.destroy(),
  }
}

/** On a connection of its own, behind the preface and SETTINGS; with `null` first, behind the preface only. */
export const rawH2Client = (port: number, ...bytes: readonly (Uint8Array | null)[]): RawH2 => {
  const raw = rawH2(net.connect({ port, host: '127.0.0.1' }))
  const begin = bytes[0] === null ? [PREFACE] : [PREFACE, settingsFrame([])]
  raw.socket.write(Buffer.concat([...begin, ...bytes.filter(one => one !== null)]))
  return raw
}

const encoded = (fields: Readonly<Record<string, string>>): Buffer => new HeaderEncoder().encode(Object.entries(fields))

export const REQUEST = { ':method': 'GET', ':scheme': 'http', ':path': '/', ':authority': 'a.test' }
export const headers = (stream: number, fields: Readonly<Record<string, string>>, flags: number): Buffer =>
  frameOf(1, flags, stream, encoded(fields))
export const data = (stream: number, text: string, flags = 0): Buffer => frameOf(0, flags, stream, Buffer.from(text))
export const rst = (stream: number, code: number): Buffer => frameOf(3, 0, stream, words(code))

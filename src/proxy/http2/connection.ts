// Over 150 lines: the frames of a connection change one state, which is read in one piece.
import type { Duplex } from 'node:stream'
import type { HeaderList } from '../../core/headers.js'
import { STREAM_CODES } from '../../core/stream-code.js'
import { hold } from '../http1/gathered.js'
import { Calm } from './calm.js'
import { ConnectionError, StreamError } from './errors.js'
import {
  contentOf,
  FLAG,
  type Frame,
  FrameReader,
  frameHead,
  frameOf,
  headerFrames,
  MAX_FRAME,
  PREFACE,
  SETTING,
  settingsFrame,
  TYPE,
  words,
} from './frames.js'
import { HeaderDecoder } from './header-decoder.js'
import { HeaderEncoder } from './header-encoder.js'
import { Http2Stream, type StreamHost } from './stream.js'

export interface ConnectionOwner {
  now(): number
  /** A client's request; a server's only. Throws a StreamError. */
  requested(stream: Http2Stream, headers: HeaderList, isWhole: boolean): void
  /** The last stream is over, or the peer takes no more of them. */
  changed(): void
  /** The socket is closed; every stream was told before. */
  lost(): void
}

const DEFAULT_WINDOW = 65_535
const MOST = 0x7fffffff
/** Of all streams together: what each may hold is bounded already, and none must wait for another's reader. */
const WINDOW = 16 * 1024 * 1024
const STREAM_WINDOW = { server: 256 * 1024, client: 1024 * 1024 } as const
const MAX_STREAMS = 250
const BLOCK_LIMIT = 64 * 1024
/** Answers that a peer does not read: it asks for them without end. */
const UNREAD_LIMIT = 4 * 1024 * 1024

/** One connection of HTTP/2 (RFC 9113), whichever side of it is ours. */
export class Http2Connection implements StreamHost {
  readonly streams = new Map<number, Http2Stream>()
  /** The highest id that the peer opened; what it may open at most now. */
  lastId = 0
  #limitId = MOST
  /** The peer takes no streams of ours any more. */
  isLeaving = false
  maxStreams: number = MAX_STREAMS
  #nextId = 1
  #sendWindow = DEFAULT_WINDOW
  #initialWindow = DEFAULT_WINDOW
  #left = DEFAULT_WINDOW
  #awaitsPreface: boolean
  #isClosed = false
  #isMuted = false
  /** A header block that is not whole yet, and the stream it is for. */
  #block: { readonly stream: number; readonly isEnd: boolean; readonly parts: Buffer[]; size: number } | null = null
  readonly #reader = new FrameReader()
  readonly #decoder = new HeaderDecoder()
  readonly #encoder = new HeaderEncoder()
  readonly #calm: Calm

  constructor(
    readonly socket: Duplex,
    readonly role: 'server' | 'client',
    readonly owner: ConnectionOwner,
  ) {
    this.#calm = new Calm(() => owner.now())
    this.#awaitsPreface = role === 'server'
    if (role === 'client') socket.write(PREFACE)
    const own = role === 'server' ? [[SETTING.maxStreams, MAX_STREAMS] as const] : [[SETTING.push, 0] as const]
    socket.write(settingsFrame([...own, [SETTING.initialWindow, STREAM_WINDOW[role]]]))
    this.#refill()
    socket.on('data', (bytes: Buffer) => this.#read(bytes))
    socket.on('drain', () => this.#pump())
    socket.on('end', () => this.#lose(new Error('the connection was closed')))
    socket.on('error', error => this.#lose(error))
    socket.on('close', () => {
      this.#lose(new Error('the connection was closed'))
      owner.lost()
    })
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  get room(): number {
    return this.socket.writableNeedDrain ? 0 : Math.min(this.#sendWindow, MAX_FRAME)
  }

  /** A stream of ours; a client's only. */
  open(): Http2Stream {
    const stream = this.#add(this.#nextId)
    this.#nextId += 2
    return stream
  }

  sendHeaders(stream: number, headers: HeaderList, isEnd: boolean): void {
    this.#send(headerFrames(stream, this.#encoder.encode(headers), isEnd))
  }

  sendData(stream: number, bytes: Buffer, isEnd: boolean): void {
    this.#sendWindow -= bytes.length
    this.#send(frameHead(bytes.length, TYPE.data, isEnd ? FLAG.endStream : 0, stream))
    if (bytes.length > 0) this.#send(bytes)
  }

  sendReset(stream: number, code: number): void {
    this.#send(frameOf(TYPE.reset, 0, stream, words(code)))
  }

  sendCredit(stream: number, bytes: number): void {
    this.#send(frameOf(TYPE.window, 0, stream, words(bytes)))
  }

  closed(stream: Http2Stream): void {
    this.streams.delete(stream.id)
    this.owner.changed()
  }

  /** Reads and sends nothing any more, and tells nobody. */
  mute(): void {
    this.#isMuted = true
    this.socket.pause()
  }

  /** GOAWAY: streams up to `last` are finished, later ones are not taken. */
  leave(code: number, last = this.lastId): void {
    this.#limitId = Math.min(this.#limitId, last)
    this.#send(frameOf(TYPE.goaway, 0, 0, words(last, code)))
  }

  #send(bytes: Buffer): void {
    if (this.#isClosed || this.#isMuted || this.socket.writableEnded) return
    hold(this.socket)
    this.socket.write(bytes)
    if (this.socket.writableLength > UNREAD_LIMIT) this.#lose(new Error('nobody reads what was asked for'))
  }

  #add(id: number): Http2Stream {
    const stream = new Http2Stream(id, this, this.#initialWindow, STREAM_WINDOW[this.role])
    this.streams.set(id, stream)
    return stream
  }

  #read(part: Buffer): void {
    if (this.#isClosed) return
    try {
      for (const frame of this.#reader.read(this.#afterPreface(part))) {
        this.#take(frame)
        if (this.#isClosed) return
      }
    } catch (error) {
      const code = error instanceof ConnectionError ? error.code : STREAM_CODES.INTERNAL_ERROR
      this.leave(code)
      this.#lose(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #prefaced = Buffer.alloc(0)
  #afterPreface(part: Buffer): Buffer {
    if (!this.#awaitsPreface) return part
    this.#prefaced = Buffer.concat([this.#prefaced, part])
    const { length } = this.#prefaced
    if (!PREFACE.subarray(0, length).equals(this.#prefaced.subarray(0, PREFACE.length)))
      throw new ConnectionError(STREAM_CODES.PROTOCOL_ERROR, 'a connection begins with the preface')
    if (length < PREFACE.length) return Buffer.alloc(0)
    this.#awaitsPreface = false
    return this.#prefaced.subarray(PREFACE.length)
  }

  #take(frame: Frame): void {
    if (this.#block !== null && frame.type !== TYPE.continuation)
      throw new ConnectionError(STREAM_CODES.PROTOCOL_ERROR, 'a header block is not interrupted')
    try {
      this.#dispatch(frame)
    } catch (error) {
      if (!(error instanceof StreamError)) throw error
      this.#calm.count()
      this.sendReset(frame.stream, error.code)
      this.streams.get(frame.stream)?.broken(null, error)
    }
  }

  #dispatch(frame: Frame): void {
    const { type, flags, stream, payload } = frame
    if (type === TYPE.data) this.#takeData(frame)
    else if (type === TYPE.headers) this.#begin(stream, contentOf(frame, true), flags)
    else if (type === TYPE.continuation) this.#continue(stream, payload, flags)
    else if (type === TYPE.reset) this.#takeReset(stream, payload)
    else if (type === TYPE.settings) this.#takeSettings(frame)
    else if (type === TYPE.ping) this.#takePing(frame)
    else if (type === TYPE.goaway) this.#takeGoaway(frame)
    else if (type === TYPE.window) this.#takeWindow(stream, payload)
    else if (type === TYPE.promise) throw new ConnectionError(STREAM_CODES.PROTOCOL_ERROR, 'nobody asked for a push')
    else this.#calm.count()
  }

  #takeData(frame: Frame): void {
    const { flags, payload } = frame
    const isEnd = (flags & FLAG.endStream) !== 0
    this.#left -= payload.length
    if (this.#left < 0) throw new ConnectionError(STREAM_CODES.FLOW_CONTROL_ERROR, 'a sender heeds the window')
    if (this.#left < WINDOW / 2) this.#refill()
    if (payload.length === 0 && !isEnd) this.#calm.count()
    const stream = this.#known(frame.stream, 'DATA')
    stream?.received(contentOf(frame, false), payload.length, isEnd)
  }

  #begin(stream: number, part: Buffer, flags: number): void {
    if (stream === 0) throw new ConnectionError(STREAM_CODES.PROTOCOL_ERROR, 'HEADERS belong to a stream')
    this.#block = { stream, isEnd: (flags & FLAG.endStream) !== 0, parts: [], size: 0 }
    this.#continue(stream, part, flags)
  }

  #continue(stream: number, part: Buffer, flags: number): void {
    const block = this.#block
    if (block === null || block.stream !== stream)
      throw new ConnectionError(STREAM_CODES.PROTOCOL_ERROR, 'CONTINUATION goes on with a header block')
    block.parts.push(part)
    block.size += part.length
    if (part.length === 0) this.#calm.count()
    if (block.size > BLOCK_LIMIT) throw new ConnectionError(STREAM_CODES.ENHANCE_YOUR_CALM, 'a header block has an end')
    if ((flags & FLAG.endHeaders) === 0) return
    this.#block = null
    this.#takeHeaders(stream, this.#decoder.decode(Buffer.concat(block.parts)), block.isEnd)
  }

  #takeHeaders(id: number, headers: HeaderList, isEnd: boolean): void {
    const known = this.streams.get(id)
    if (known !== undefined) return void known.headed(headers, isEnd)
    if (this.role === 'client' || id <= this.lastId) return void this.#known(id, 'HEADERS')
    if (id % 2 === 0) throw new ConnectionError(STREAM_CODES.PROTOCOL_ERROR, "a client's streams are odd")
    if (id > this.#limitId) return
    this.lastId = id
    if (this.streams.size >= MAX_STREAMS) throw new StreamError(STREAM_CODES.REFUSED_STREAM, 'there are many streams')
    const stream = this.#add(id)
    this.owner.requested(stream, headers, isEnd)
    if (isEnd) stream.headed([], true)
  }

  /** A stream that is open; null when it was once, and frames for it were under way. */
  #known(id: number, what: string): Http2Stream | null {
    const found = this.streams.get(id)
    if (found !== undefined) return found
    const wasOpen = this.role === 'server' ? id % 2 === 1 && id <= this.lastId : id % 2 === 1 && id < this.#nextId
    if (!wasOpen && id <= this.#limitId)
      throw new ConnectionError(STREAM_CODES.PROTOCOL_ERROR, `${what} belongs to a stream that is open`)
    this.#calm.count()
    return null
  }

  #takeReset(id: number, payload: Buffer): void {
    sized(payload, 4)
    this.#calm.count()
    const code = payload.readUInt32BE(0)
    this.#known(id, 'RST_STREAM')?.broken(code, new StreamError(code, 'the peer reset the stream'))
  }

  #takeSettings({ flags, stream, payload }: Frame): void {
    if (stream !== 0) throw new ConnectionError(STREAM_CODES.PROTOCOL_ERROR, 'SETTINGS belong to the connection')
    if ((flags & FLAG.ack) !== 0) return void sized(payload, 0)
    if (payload.length % 6 !== 0) sized(payload, 6)
    this.#calm.count()
    for (let at = 0; at < payload.length; at += 6) this.#set(payload.readUInt16BE(at), payload.readUInt32BE(at + 2))
    this.#send(frameOf(TYPE.settings, FLAG.ack, 0, Buffer.alloc(0)))
    this.owner.changed()
    this.#pump()
  }

  #set(id: number, value: number): void {
    if (id === SETTING.tableSize) this.#encoder.owesResize = true
    if (id === SETTING.maxStreams) this.maxStreams = value
    if (id === SETTING.push && value > 1) throw new ConnectionError(STREAM_CODES.PROTOCOL_ERROR, 'push is 0 or 1')
    if (id === SETTING.maxFrame && (value < MAX_FRAME || value > 0xffffff))
      throw new ConnectionError(STREAM_CODES.PROTOCOL_ERROR, 'a frame has from 16 KiB to 16 MiB')
    if (id !== SETTING.initialWindow) return
    if (value > MOST) throw new ConnectionError(STREAM_CODES.FLOW_CONTROL_ERROR, 'a window has 31 bits')
    for (const stream of this.streams.values()) stream.sendWindow += value - this.#initialWindow
    this.#initialWindow = value
  }

  #takePing({ flags, payload }: Frame): void {
    sized(payload, 8)
    this.#calm.count()
    if ((flags & FLAG.ack) === 0) this.#send(frameOf(TYPE.ping, FLAG.ack, 0, payload))
  }

  #takeGoaway({ payload }: Frame): void {
    if (payload.length < 8) sized(payload, 8)
    const last = payload.readUInt32BE(0) & MOST
    this.isLeaving = true
    const why = new StreamError(payload.readUInt32BE(4), 'the peer takes no more requests')
    if (this.role === 'client')
      for (const stream of [...this.streams.values()])
        if (stream.id > last) stream.broken(STREAM_CODES.REFUSED_STREAM, why)
    this.owner.changed()
  }

  #takeWindow(id: number, payload: Buffer): void {
    sized(payload, 4)
    const more = payload.readUInt32BE(0) & MOST
    const stream = id === 0 ? null : this.#known(id, 'WINDOW_UPDATE')
    if (more === 0) throw oddWindow(id, STREAM_CODES.PROTOCOL_ERROR)
    if (id === 0) this.#sendWindow += more
    else if (stream !== null) stream.sendWindow += more
    if (this.#sendWindow > MOST || (stream?.sendWindow ?? 0) > MOST)
      throw oddWindow(id, STREAM_CODES.FLOW_CONTROL_ERROR)
    this.#pump()
  }

  #refill(): void {
    this.sendCredit(0, WINDOW - this.#left)
    this.#left = WINDOW
  }

  #pump(): void {
    for (const stream of this.streams.values()) {
      if (this.room <= 0) return
      stream.pump()
    }
  }

  /** After what was sent FIN goes out; what still comes is not read. */
  #lose(why: Error): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.socket.end()
    this.socket.resume()
    for (const stream of [...this.streams.values()]) stream.broken(null, why)
  }
}

const sized = (payload: Buffer, size: number): void => {
  if (payload.length !== size) throw new ConnectionError(STREAM_CODES.FRAME_SIZE_ERROR, 'a frame has its size')
}

const oddWindow = (id: number, code: number): Error =>
  id === 0 ? new ConnectionError(code, 'a window grows, up to 31 bits') : new StreamError(code, 'a window grows')

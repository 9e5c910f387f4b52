// Over 150 lines: what a peer's frames do to a connection and its streams is one state.
import type { Duplex } from 'node:stream'
import type { HeaderList } from '../../core/headers.js'
import { STREAM_CODES } from '../../core/stream-code.js'
import { Calm } from './calm.js'
import { ConnectionError, StreamError } from './errors.js'
import { FrameReader } from './frame-reader.js'
import { refuseMisshapen } from './frame-shape.js'
import { FrameWriter } from './frame-writer.js'
import { contentOf, FLAG, type Frame, MAX_FRAME, PREFACE, SETTING, TYPE } from './frames.js'
import { HeaderBlock } from './header-block.js'
import { HeaderDecoder } from './header-decoder.js'
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
/** Of a peer that has not said yet: what any should take (RFC 9113 6.5.2). */
const MODEST_STREAMS = 100

/** One connection of HTTP/2 (RFC 9113), whichever side of it is ours. */
export class Http2Connection implements StreamHost {
  readonly streams = new Map<number, Http2Stream>()
  /** The highest id that the peer opened; what it may open at most now. */
  lastId = 0
  #limitId = MOST
  /** The peer takes no streams of ours any more. */
  isLeaving = false
  maxStreams: number = MODEST_STREAMS
  #nextId = 1
  #initialWindow = DEFAULT_WINDOW
  /** Of our window, which all streams share. */
  #left = DEFAULT_WINDOW
  #isClosed = false
  /** The peer's SETTINGS have come. */
  #isSettled = false
  #block: HeaderBlock | null = null
  readonly #reader: FrameReader
  readonly writer: FrameWriter
  readonly #decoder = new HeaderDecoder()
  readonly #calm: Calm

  constructor(
    readonly socket: Duplex,
    readonly role: 'server' | 'client',
    readonly owner: ConnectionOwner,
  ) {
    this.#calm = new Calm(() => owner.now())
    this.#reader = new FrameReader(role === 'server' ? PREFACE : undefined)
    this.writer = new FrameWriter(socket, () => this.#abandon())
    if (role === 'client') socket.write(PREFACE)
    const own = role === 'server' ? [[SETTING.maxStreams, MAX_STREAMS] as const] : [[SETTING.push, 0] as const]
    this.writer.settings([...own, [SETTING.initialWindow, STREAM_WINDOW[role]]])
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

  /** A stream of ours; a client's only. */
  open(): Http2Stream {
    const stream = this.#add(this.#nextId)
    this.#nextId += 2
    return stream
  }

  closed(stream: Http2Stream): void {
    this.streams.delete(stream.id)
    this.owner.changed()
  }

  /** Reads and sends nothing any more, and tells nobody. */
  mute(): void {
    this.writer.mute()
    this.socket.pause()
  }

  /** GOAWAY: streams up to `last` are finished, later ones are not taken. */
  leave(code: number, last = this.lastId): void {
    this.#limitId = Math.min(this.#limitId, last)
    this.writer.goaway(last, code)
  }

  #add(id: number): Http2Stream {
    const stream = new Http2Stream(id, this, this.#initialWindow, STREAM_WINDOW[this.role])
    this.streams.set(id, stream)
    return stream
  }

  #read(part: Buffer): void {
    if (this.#isClosed) return
    try {
      for (const frame of this.#reader.read(part)) {
        this.#take(frame)
        if (this.#isClosed) return
      }
    } catch (error) {
      const code = error instanceof ConnectionError ? error.code : STREAM_CODES.INTERNAL_ERROR
      this.leave(code)
      this.#lose(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #take(frame: Frame): void {
    if (!this.#isSettled && (frame.type !== TYPE.settings || (frame.flags & FLAG.ack) !== 0))
      throw broken('SETTINGS come first')
    this.#isSettled = true
    if (this.#block !== null && frame.type !== TYPE.continuation) throw broken('a header block is not interrupted')
    refuseMisshapen(frame)
    try {
      this.#dispatch(frame)
    } catch (error) {
      if (!(error instanceof StreamError)) throw error
      this.#calm.count()
      this.writer.reset(frame.stream, error.code)
      this.streams.get(frame.stream)?.broken(null, error)
    }
  }

  #dispatch(frame: Frame): void {
    const { type } = frame
    if (type === TYPE.data) this.#takeData(frame)
    else if (type === TYPE.headers || type === TYPE.continuation) this.#takeBlock(frame)
    else if (type === TYPE.reset) this.#takeReset(frame)
    else if (type === TYPE.settings) this.#takeSettings(frame)
    else if (type === TYPE.ping) this.#takePing(frame)
    else if (type === TYPE.goaway) this.#takeGoaway(frame)
    else if (type === TYPE.window) this.#takeWindow(frame)
    else if (type === TYPE.promise) throw broken('nobody asked for a push')
    else this.#calm.count() // PRIORITY, which nobody heeds any longer (RFC 9113 5.3.2), and what is not known.
  }

  #takeData(frame: Frame): void {
    const { flags, payload } = frame
    const isEnd = (flags & FLAG.endStream) !== 0
    const content = contentOf(frame, false)
    this.#left -= payload.length
    if (this.#left < 0) throw new ConnectionError(STREAM_CODES.FLOW_CONTROL_ERROR, 'a sender heeds the window')
    if (this.#left < WINDOW / 2) this.#refill()
    if (payload.length === 0 && !isEnd) this.#calm.count()
    const stream = this.#known(frame.stream, 'DATA')
    stream?.received(content, payload.length, isEnd)
  }

  #takeBlock(frame: Frame): void {
    if (frame.type === TYPE.headers) this.#block = new HeaderBlock(frame)
    else if (this.#block === null) throw broken('CONTINUATION goes on with a header block')
    else this.#block.add(frame)
    if (frame.payload.length === 0) this.#calm.count()
    if ((frame.flags & FLAG.endHeaders) === 0) return
    const { stream, isEnd, bytes } = this.#block
    this.#block = null
    this.#takeHeaders(stream, this.#decoder.decode(bytes), isEnd)
  }

  #takeHeaders(id: number, headers: HeaderList, isEnd: boolean): void {
    const known = this.streams.get(id)
    if (known !== undefined) return void known.headed(headers, isEnd)
    if (this.role === 'client' || id <= this.lastId) return void this.#known(id, 'HEADERS')
    if (id % 2 === 0) throw broken("a client's streams are odd")
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
    const wasOpen = id % 2 === 1 && (this.role === 'server' ? id <= this.lastId : id < this.#nextId)
    if (!wasOpen && id <= this.#limitId) throw broken(`${what} belongs to a stream that is open`)
    this.#calm.count()
    return null
  }

  #takeReset({ stream, payload }: Frame): void {
    this.#calm.count()
    const code = payload.readUInt32BE(0)
    this.#known(stream, 'RST_STREAM')?.broken(code, new StreamError(code, 'the peer reset the stream'))
  }

  #takeSettings({ flags, payload }: Frame): void {
    this.#calm.count()
    if ((flags & FLAG.ack) !== 0) return
    const before = this.#initialWindow
    for (let at = 0; at < payload.length; at += 6) this.#set(payload.readUInt16BE(at), payload.readUInt32BE(at + 2))
    for (const stream of this.streams.values()) {
      stream.sendWindow += this.#initialWindow - before
      if (stream.sendWindow > MOST) throw oddWindow(0, STREAM_CODES.FLOW_CONTROL_ERROR)
    }
    this.writer.settingsAck()
    this.owner.changed()
    this.#pump()
  }

  #set(id: number, value: number): void {
    if (id === SETTING.tableSize) this.writer.encoder.owesResize = true
    if (id === SETTING.maxStreams) this.maxStreams = value
    if (id === SETTING.push && value > 1) throw broken('push is 0 or 1')
    if (id === SETTING.maxFrame && (value < MAX_FRAME || value > 0xffffff))
      throw broken('a frame has from 16 KiB to 16 MiB')
    if (id === SETTING.initialWindow && value > MOST) throw oddWindow(0, STREAM_CODES.FLOW_CONTROL_ERROR)
    if (id === SETTING.initialWindow) this.#initialWindow = value
  }

  #takePing({ flags, payload }: Frame): void {
    this.#calm.count()
    if ((flags & FLAG.ack) === 0) this.writer.pong(payload)
  }

  #takeGoaway({ payload }: Frame): void {
    this.#calm.count()
    const last = payload.readUInt32BE(0) & MOST
    this.isLeaving = true
    const why = new StreamError(payload.readUInt32BE(4), 'the peer takes no more requests')
    if (this.role === 'client')
      for (const stream of [...this.streams.values()])
        if (stream.id > last) stream.broken(STREAM_CODES.REFUSED_STREAM, why)
    this.owner.changed()
  }

  #takeWindow({ stream: id, payload }: Frame): void {
    const more = payload.readUInt32BE(0) & MOST
    const stream = id === 0 ? null : this.#known(id, 'WINDOW_UPDATE')
    if (more === 0) throw oddWindow(id, STREAM_CODES.PROTOCOL_ERROR)
    if (id === 0) this.#widen(more)
    if (stream === null) return
    stream.sendWindow += more
    if (stream.sendWindow > MOST) throw oddWindow(id, STREAM_CODES.FLOW_CONTROL_ERROR)
    stream.pump()
  }

  /** Streams wait for this window only while it is shut. */
  #widen(more: number): void {
    const wasShut = this.writer.window <= 0
    this.writer.window += more
    if (this.writer.window > MOST) throw oddWindow(0, STREAM_CODES.FLOW_CONTROL_ERROR)
    if (wasShut) this.#pump()
  }

  #refill(): void {
    this.writer.credit(0, WINDOW - this.#left)
    this.#left = WINDOW
  }

  #pump(): void {
    for (const stream of this.streams.values()) {
      if (this.writer.room <= 0) return
      stream.pump()
    }
  }

  /** The peer takes nothing: what was written to it is lost. */
  #abandon(): void {
    this.#lose(new Error('nobody reads what was asked for'))
    this.socket.destroy()
  }

  /** After what was sent FIN goes out; what still comes is not read. */
  #lose(why: Error): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.writer.mute()
    this.socket.end()
    this.socket.resume()
    for (const stream of [...this.streams.values()]) stream.broken(null, why)
  }
}

const broken = (rule: string) => new ConnectionError(STREAM_CODES.PROTOCOL_ERROR, rule)

const oddWindow = (id: number, code: number): Error =>
  id === 0 ? new ConnectionError(code, 'a window grows, up to 31 bits') : new StreamError(code, 'a window grows')

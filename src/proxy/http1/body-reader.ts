import type { HeaderList } from '../../core/headers.js'

/** Follows a body in the bytes that pass by, however they were cut. */
export interface BodyReader {
  readonly isDone: boolean
  /** Bytes of content so far; the framing does not count. */
  readonly size: number
  /** Those behind the last chunk; complete when the body is done. */
  readonly trailers: HeaderList
  /**
   * Reads from `at` on and returns where the body's part of these bytes ends. Each run of content is told to `content`.
   * Throws a Refusal.
   */
  read(bytes: Buffer, at: number, content?: (from: number, to: number) => void): number
}

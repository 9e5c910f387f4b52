import { inert } from './inert.js'

/** A word as a POSIX shell takes it: nothing between single quotes means anything, and no character hides in it. */
export const shellWord = (word: string): string =>
  /^[\w./:=@%+-]+$/.test(word) ? word : `'${inert(word).replaceAll("'", `'\\''`)}'`

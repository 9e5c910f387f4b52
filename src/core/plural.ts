/** `1 error`, `2 errors`; a noun whose plural is not so regular brings it along. */
export const plural = (count: number, noun: string, several = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : several}`

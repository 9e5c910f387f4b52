/**
 * The error of that name, whichever copy of this package made it: a plug-in that imports the library has another one than
 * the command that loads it.
 */
export const isNamed =
  (name: string) =>
  (value: unknown): boolean =>
    value instanceof Error && value.name === name

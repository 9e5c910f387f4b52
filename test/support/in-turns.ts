/** So many at a time, in order, until all are done. */
export const inTurns = async (count: number, atOnce: number, act: (index: number) => Promise<void>): Promise<void> => {
  let next = 0
  const worker = async () => {
    while (next < count) await act(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

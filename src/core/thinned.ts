/** What a rate is that has only a share of its strength: twice as much passes at half of it, and the more the less of it. */
export const thinned = (rate: number, share: number): number => Math.round(rate / Math.max(share, LEAST))

const LEAST = 0.001

import type { WallClock } from '../core/clock.js'

/** The wall clock of this machine. */
export const wallClock: WallClock = () => new Date()

import type { GameDayPlan } from '../core/game-day.js'

/** What a file says of a game day: what is told, and what only the control port knows. */
export interface GameDaySpec {
  readonly plan: GameDayPlan
  readonly control: {
    readonly listen: { readonly host: string; readonly port: number }
    /** Null: drawn for each run. */
    readonly operatorToken: string | null
  }
}

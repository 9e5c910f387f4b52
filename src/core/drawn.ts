import type { Injection } from './bound-fault.js'
import type { Greeting, Hold, Watch } from './connection.js'
import type { Middleware } from './exchange.js'
import type { Fault } from './fault.js'
import { holdBack } from './hold-back.js'
import type { Json } from './json.js'
import type { Random } from './random.js'
import type { Tools } from './tools.js'

/** A fault with the options that it is bound to. */
interface Choice<Options, Dose extends Json> {
  readonly fault: Fault<Options, Dose>
  readonly options: Options
  readonly delay: ((dose: Dose, tools: Tools) => number | null) | null
}

/** A dose, and what its fault does with it. A class: there is one for each hit. */
export class Drawn<Options, Dose extends Json> implements Injection {
  readonly dose: Dose
  #whole: Dose

  constructor(
    readonly choice: Choice<Options, Dose>,
    random: Random,
    share: number,
  ) {
    this.#whole = choice.fault.draw(choice.options, random)
    this.dose = this.#at(share)
  }

  inject(tools: Tools, strength = () => 1): Middleware {
    const { fault, delay } = this.choice
    if (delay !== null)
      return async (exchange, next) => {
        await holdBack(delay(this.dose, tools), exchange, tools)
        return next(exchange)
      }
    return fault.inject?.(this.dose, tools, () => this.#at(strength())) ?? ((exchange, next) => next(exchange))
  }

  delay(tools: Tools): number | null {
    return this.choice.delay?.(this.dose, tools) ?? null
  }

  again(fresh: Random, share: number): Dose {
    const { fault, options } = this.choice
    this.#whole = fault.draw(options, fresh)
    return this.#at(share)
  }

  greet(tools: Tools): Greeting {
    return this.choice.fault.greet?.(this.dose, tools) ?? ((newcomer, next) => next(newcomer))
  }

  watch(tools: Tools): Watch {
    return this.choice.fault.watch?.(this.dose, tools) ?? (async () => {})
  }

  hold(tools: Tools): Hold {
    return this.choice.fault.hold?.(this.dose, tools) ?? (async () => {})
  }

  #at(share: number): Dose {
    return share < 1 ? (this.choice.fault.grown?.(this.#whole, share) ?? this.#whole) : this.#whole
  }
}

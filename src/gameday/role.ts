import type { Order } from './order.js'

/** Who holds which link: operators do everything, reporters write down, observers watch. */
export type Role = 'operator' | 'reporter' | 'observer'

const MAY: Readonly<Record<Role, readonly Order['do'][]>> = {
  operator: ['open', 'tick', 'predict', 'note', 'halt'],
  reporter: ['predict', 'note'],
  observer: [],
}

export const may = (role: Role, order: Order['do']): boolean => MAY[role].includes(order)

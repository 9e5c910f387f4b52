import * as v from 'valibot'
import { UserError } from '../core/problem.js'

/** What a shape makes of a value that code gave; throws a UserError that names what it is and where it is wrong. */
export const checked = <Shape extends v.GenericSchema>(what: string, shape: Shape, value: unknown) => {
  const parsed = v.safeParse(shape, value)
  if (parsed.success) return parsed.output
  const problems = parsed.issues.map(issue => [v.getDotPath(issue), issue.message].filter(Boolean).join(': '))
  throw new UserError(`${what}: ${problems.join('; ')}`)
}

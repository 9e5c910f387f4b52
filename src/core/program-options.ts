import * as v from 'valibot'

/** Text that may be written as a number or a truth value, as in `PORT: 9001`; execve(2) ends it at a NUL. */
const text = v.pipe(
  v.union([v.string(), v.number(), v.boolean()]),
  v.transform(String),
  v.check(text => !text.includes('\0'), 'expected text without a NUL character'),
)

/** A program and its arguments; no shell reads it, so each stays one whatever is put into it. */
export const argv = v.pipe(
  v.tupleWithRest(
    [v.pipe(text, v.nonEmpty('expected the name of a program'))],
    text,
    'expected a list of a program and its arguments, such as [node, server.js]',
  ),
  v.metadata({ examples: [['node', 'server.js']] }),
)

/** Variables of the environment of a program. */
export const variables = v.record(
  v.pipe(
    v.string(),
    v.check(
      name => /^[^=\0]+$/.test(name),
      issue => `expected the name of a variable, found ${JSON.stringify(issue.input)}`,
    ),
  ),
  text,
)

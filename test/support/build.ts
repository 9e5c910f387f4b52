import { ready } from '../../bin/setup.js'

/** Builds dist/ once before the tests that start the real command. */
export default function build(): void {
  ready()
}

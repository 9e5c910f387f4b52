import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import { didYouMean } from '../nearest.js'
import type { Path } from '../yaml/tree.js'

/** Reports a `proxy` or `proxy/route` that the file does not declare. */
export const checkTarget = (sheet: Sheet, path: Path, target: string): void => {
  const [proxy = '', route, ...rest] = target.split('/')
  const proxies = sheet.keysOf(['proxies'])
  const routes = sheet.keysOf(['proxies', proxy, 'routes'])
  if (sheet.full) return
  if (!proxies.includes(proxy) || rest.length > 0) {
    const known = proxies.flatMap(id => [id, ...sheet.keysOf(['proxies', id, 'routes']).map(name => `${id}/${name}`)])
    const message = `there is no proxy or route "${target}"${didYouMean(target, known)}`
    sheet.report({
      code: CODES.noTarget,
      path,
      message,
      label: 'no such proxy',
      hints: [`declared: ${known.join(', ')}`],
    })
  } else if (route !== undefined && !routes.includes(route)) {
    const known = routes.map(name => `${proxy}/${name}`)
    const has = routes.length === 0 ? 'has no routes' : `has only: ${routes.join(', ')}`
    sheet.report({
      code: CODES.noTarget,
      path,
      message: `proxy "${proxy}" ${has}, found "${target}"${didYouMean(target, known)}`,
      label: 'no such route',
      related: { path: ['proxies', proxy], label: 'proxy declared here' },
    })
  }
}

/** Reports a name that is not that of a forward proxy. */
export const checkForward = (sheet: Sheet, path: Path, name: string): void => {
  const isForward = (id: string) => sheet.data(['proxies', id, 'mode']) === 'forward'
  const known = sheet.keysOf(['proxies']).filter(isForward)
  if (known.includes(name) || sheet.full) return
  sheet.report({
    code: CODES.noTarget,
    path,
    message: `there is no forward proxy "${name}"${didYouMean(name, known)}`,
    hints: [known.length === 0 ? 'no proxy has mode: forward' : `declared: ${known.join(', ')}`],
  })
}

/** Reports a name that is not among the declared ones. */
export const checkName = (
  sheet: Sheet,
  path: Path,
  name: string,
  declared: { readonly kind: 'fault' | 'phase' | 'probe' | 'service'; readonly names: readonly string[] },
): boolean => {
  const { kind, names } = declared
  if (names.includes(name)) return true
  if (sheet.full) return false
  sheet.report({
    code: CODE_OF[kind],
    path,
    message: `there is no ${kind} "${name}"${didYouMean(name, names)}`,
    hints: [names.length === 0 ? `no ${kind} is declared` : `declared: ${names.join(', ')}`],
  })
  return false
}

const CODE_OF = {
  fault: CODES.noFault,
  phase: CODES.noPhase,
  probe: CODES.noProbe,
  service: CODES.noService,
} as const

/** Reports a name that an earlier place has taken. */
export const checkUnique = (sheet: Sheet, path: Path, name: string, taken: Map<string, Path>): void => {
  const earlier = taken.get(name)
  if (!earlier) taken.set(name, path)
  else
    sheet.report({
      code: CODES.duplicate,
      path,
      message: `"${name}" is the ${path.at(-1)} of an earlier one`,
      related: { path: earlier, label: 'first here', on: 'value' },
    })
}

/** Reports a cohort where the file does not split its traffic. */
export const checkCohort = (sheet: Sheet, path: Path): void => {
  if (!sheet.has(path) || sheet.has(['cohorts'])) return
  const hints = ['declare cohorts: {entry: PROXY}']
  sheet.report({ code: CODES.noCohorts, path, message: 'the file does not split its traffic into cohorts', hints })
}

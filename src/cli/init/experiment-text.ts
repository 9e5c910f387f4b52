import type { Answers } from './answers.js'

/** For the editor: completion and help while one writes. */
export const MODELINE = '# yaml-language-server: $schema=https://unpkg.com/fallacy/schema/experiment.v1.json'

/** The first experiment of a project: it validates and runs as it is, and says in each part what to change. */
export const experimentText = (answers: Answers): string => {
  const { name, target, dependency } = answers
  const upstream = dependency ?? target
  const isBetween = dependency !== null
  return `${MODELINE}
version: 1
name: ${name}
title: Users hardly notice when ${isBetween ? 'a dependency' : 'the network'} is slow

proxies:
  # ${isBetween ? 'Give your program this address in place of the dependency.' : 'Stands before what your users see.'}
  dependency: {listen: "127.0.0.1:${isBetween ? 9002 : 0}", upstream: ${JSON.stringify(originOf(upstream))}}

faults:
  # Others: fallacy faults
  slow: {target: dependency, latency: {add: 300ms, jitter: 20%, distribution: uniform}}

phases:
  - {name: baseline, kind: baseline, duration: 20s}
  - {name: inject, kind: inject, duration: 40s, faults: [slow]}
  - {name: recover, kind: recover, duration: 20s}

probes:
  home: {type: http, url: ${JSON.stringify(isBetween ? target.href : `\${proxies.dependency.url}${pathOf(target)}`)}, every: 100ms}

hypotheses:
  - {id: usable, title: Pages stay usable, probe: home, measure: latency.p95, max: 1s}
  - {id: no-errors, title: Nothing fails, probe: home, measure: errorRate, max: 5%}
  - {id: recovers, title: All is well again soon, kind: recovery, probe: home, measure: latency.p95, max: 500ms, within: 10s}
${hostsOf([upstream, target])}
report:
  formats: [json, html, junit]
`
}

/** An upstream has no query. */
const originOf = ({ origin }: URL): string => origin

const pathOf = ({ pathname, search }: URL): string => `${pathname}${search}`

const LOCAL = /^(localhost|127\..*|\[::1\]|10\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*|.*\.localhost)$/

/** Hosts beyond private networks have to be named. */
const hostsOf = (urls: readonly URL[]): string => {
  const hosts = [...new Set(urls.map(({ hostname }) => hostname))]
  if (hosts.every(host => LOCAL.test(host))) return ''
  return `\nsafety:\n  allowHosts: [${hosts.map(host => JSON.stringify(host.replace(/^\[|\]$/g, ''))).join(', ')}]\n`
}

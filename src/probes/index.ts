import type { SealedProbe } from '../core/probe.js'
import { command } from './command.js'
import { http } from './http.js'
import { inbox } from './inbox.js'
import { prometheus } from './prometheus.js'
import { tcp } from './tcp.js'
import { traffic } from './traffic.js'

/** Every probe type. A probe is one file and one line here. */
export const probes: readonly SealedProbe[] = [http, tcp, command, traffic, prometheus, inbox]

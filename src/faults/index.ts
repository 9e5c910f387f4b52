import type { SealedFault } from '../core/fault.js'
import { bandwidth } from './bandwidth.js'
import { blackhole } from './blackhole.js'
import { bloat } from './bloat.js'
import { buffering } from './buffering.js'
import { clockSkew } from './clock-skew.js'
import { close } from './close.js'
import { coldStart } from './cold-start.js'
import { concurrency } from './concurrency.js'
import { credential } from './credential.js'
import { duplicate } from './duplicate.js'
import { encoding } from './encoding.js'
import { headers } from './headers.js'
import { intercept } from './intercept.js'
import { latency } from './latency.js'
import { loseRequest } from './lose-request.js'
import { loseResponse } from './lose-response.js'
import { loss } from './loss.js'
import { maxAge } from './max-age.js'
import { noCompression } from './no-compression.js'
import { noReuse } from './no-reuse.js'
import { pause } from './pause.js'
import { queue } from './queue.js'
import { quota } from './quota.js'
import { rateLimit } from './rate-limit.js'
import { redirect } from './redirect.js'
import { reset } from './reset.js'
import { respond } from './respond.js'
import { sizeLimit } from './size-limit.js'
import { slice } from './slice.js'
import { stale } from './stale.js'
import { stall } from './stall.js'
import { tamper } from './tamper.js'
import { truncate } from './truncate.js'
import { versionSkew } from './version-skew.js'

/** The catalogue. A fault is one file and one line here; schema, help, docs and conformance tests follow. */
export const faults: readonly SealedFault[] = [
  latency,
  respond,
  reset,
  close,
  stall,
  truncate,
  blackhole,
  bandwidth,
  loseRequest,
  loseResponse,
  duplicate,
  rateLimit,
  headers,
  tamper,
  redirect,
  credential,
  slice,
  loss,
  concurrency,
  queue,
  coldStart,
  pause,
  quota,
  sizeLimit,
  stale,
  versionSkew,
  clockSkew,
  intercept,
  bloat,
  noCompression,
  buffering,
  encoding,
  noReuse,
  maxAge,
]

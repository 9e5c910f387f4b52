/** The eight fallacies of distributed computing (L. Peter Deutsch and James Gosling, 1994 to 1997). */
export const FALLACIES = [
  'The network is reliable',
  'Latency is zero',
  'Bandwidth is infinite',
  'The network is secure',
  'Topology does not change',
  'There is one administrator',
  'Transport cost is zero',
  'The network is homogeneous',
] as const
export type Fallacy = (typeof FALLACIES)[number]

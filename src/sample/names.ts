/** The services of the embedded shop, each a program of its own: `node dist/sample/main.js <name>`. */
export const SAMPLES = ['storefront', 'checkout', 'payments', 'inventory', 'webhook', 'prices', 'tracker'] as const
export type SampleName = (typeof SAMPLES)[number]

/** The services of the embedded shop, each a program of its own: `node dist/sample/main.js <name>`. */
export const SAMPLES = ['storefront', 'checkout', 'payments', 'inventory', 'webhook', 'prices', 'tracker'] as const
export type SampleName = (typeof SAMPLES)[number]

/** Whether a service of the shop reads that variable; others, such as NODE_OPTIONS, could make it load code. */
export const isSampleSetting = (name: string): boolean => /^(PORT|SEED|STYLE|[A-Z]+_URL)$/.test(name)

import { checkout } from './checkout.js'
import { inventory } from './inventory.js'
import { SAMPLES, type SampleName } from './names.js'
import { payments } from './payments.js'
import { listenPrices } from './prices.js'
import { listen, type Routes } from './server.js'
import { type Settings, settingsFrom } from './settings.js'
import { storefront } from './storefront.js'
import { tracker } from './tracker.js'
import { webhook } from './webhook.js'

const services: Record<Exclude<SampleName, 'prices'>, (settings: Settings) => Routes> = {
  storefront,
  checkout,
  payments,
  inventory,
  webhook,
  tracker,
}

const name = SAMPLES.find(one => one === process.argv[2])
if (name === undefined) {
  console.error(`expected one of ${SAMPLES.join(', ')}, found ${process.argv[2] ?? 'nothing'}`)
  process.exitCode = 2
} else {
  const settings = settingsFrom(process.env)
  const server = await (name === 'prices' ? listenPrices(settings) : listen(services[name](settings), settings.port))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => server.close())
  console.log(`${name} (${settings.styleName}) listens on ${server.url}`)
}

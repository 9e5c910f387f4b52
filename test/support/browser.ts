import { type Browser, chromium } from 'playwright-core'

/** The system's Chromium, without its own errands on the network, perhaps with more flags. */
export const openBrowser = (...flags: readonly string[]): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...flags,
    ],
  })

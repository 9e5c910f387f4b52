// Opens the authority of each folder that it is told, as a first start does; answers with its certificate and a check of its key.

import { openAuthority } from '../../dist/proxy/tls/authority.js'

process.on('message', async folder => {
  try {
    const { certificate, mint } = await openAuthority({ folder, now: () => new Date() })
    process.send({ certificate, leaf: mint('a.test').certificate })
  } catch (error) {
    process.send({ error: String(error?.message ?? error) })
  }
})
process.on('disconnect', () => process.exit())
process.send({ ready: true })

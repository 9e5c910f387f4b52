// mockttp, passing all on to one upstream: node mockttp.mjs PORT UPSTREAM MODULE
const [port, upstream, module] = process.argv.slice(2)
const { default: mockttp } = await import(module)
const server = mockttp.getLocal()
await server.start(Number(port))
await server.forAnyRequest().thenForwardTo(upstream)

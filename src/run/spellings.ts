/** How a secret may look inside other text: as it is, URL-encoded, escaped in JSON or HTML, and inside base64. */
export const spellings = (secret: string): ReadonlySet<string> => {
  const url = encodeURIComponent(secret)
  const html = secret.replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`)
  const named = secret.replace(/[&<>"]/g, char => NAMED[char] ?? char)
  return new Set([
    ...[secret, html, named, JSON.stringify(secret).slice(1, -1)],
    ...[url, url.replaceAll('%20', '+'), url.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase())],
    ...insideBase64(secret),
  ])
}

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** What is left of the shortest base64 that could be found by accident. */
const SHORTEST = 6

/** In base64 a text looks different by where it starts in its group of three bytes; its ends mix with its neighbours. */
const insideBase64 = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret)
  const cores = [0, 1, 2].map(offset => {
    const base64 = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const whole = (offset + bytes.length) % 3 === 0
    return base64.slice(offset === 0 ? 0 : offset + 1, whole ? undefined : -1)
  })
  const whole = bytes.toString('base64').replace(/=+$/, '')
  return [...cores, whole].filter(core => core.length >= SHORTEST).flatMap(core => [core, urlSafe(core)])
}

const urlSafe = (base64: string): string => base64.replaceAll('+', '-').replaceAll('/', '_')

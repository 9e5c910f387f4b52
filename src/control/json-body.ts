const MOST_BYTES = 16_384

/** The JSON that a request carries, at most 16 KiB of it; else the status that says why not. */
export const jsonBody = async (
  body: AsyncIterable<Uint8Array>,
): Promise<{ readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly status: 400 | 413 }> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) return { ok: false, status: 413 }
    chunks.push(chunk)
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    return { ok: true, value }
  } catch {
    return { ok: false, status: 400 }
  }
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 bits that nobody can guess, in 43 letters of base64url. */
export const drawToken = (): string => randomBytes(32).toString('base64url')

/** Whose token it is; null: nobody's. All are compared, each in constant time whatever the lengths are. */
export const whoseToken = <Role extends string>(
  tokens: Readonly<Record<Role, string>>,
  presented: string,
): Role | null => {
  const wanted = digestOf(presented)
  let found: Role | null = null
  for (const role in tokens) if (timingSafeEqual(digestOf(tokens[role]), wanted)) found ??= role
  return found
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/** The token of `Authorization: Bearer …` (RFC 6750, 2.1); null without one. */
export const bearerOf = (authorization: string | undefined): string | null =>
  /^bearer +([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1] ?? null

/** The value of a cookie (RFC 6265, 5.4); null without it. */
export const cookieOf = (header: string | undefined, name: string): string | null => {
  const pairs = (header ?? '').split(';').map(pair => pair.trim())
  return pairs.find(pair => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null
}

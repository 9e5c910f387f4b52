/** Lanczos' approximation of the logarithm of the gamma function, x > 0, relative error < 1e-13. */
const logGamma = (x: number): number => {
  const sum = LANCZOS.reduce((total, coefficient, at) => total + coefficient / (x + at + 1), 0.99999999999980993)
  const shifted = x + 7.5
  return (x + 0.5) * Math.log(shifted) - shifted + Math.log((2.5066282746310002 * sum) / x)
}

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** The regularised incomplete beta function I_x(a, b): the chance that a Beta(a, b) variable is at most x. */
export const incompleteBeta = (x: number, a: number, b: number): number => {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x))
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b
}

const TINY = 1e-300
const MOST_STEPS = 500

/** The continued fraction of I_x(a, b), by Lentz' method. */
const fraction = (x: number, a: number, b: number): number => {
  const safe = (value: number) => (Math.abs(value) < TINY ? TINY : value)
  let c = 1
  let d = 1 / safe(1 - ((a + b) * x) / (a + 1))
  let product = d
  for (let m = 1; m <= MOST_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    for (const step of [even, odd]) {
      d = 1 / safe(1 + step * d)
      c = safe(1 + step / c)
      product *= d * c
    }
    if (Math.abs(d * c - 1) < 1e-12) break
  }
  return product
}

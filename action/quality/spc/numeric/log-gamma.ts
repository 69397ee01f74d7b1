/**
 * Natural logarithm of the gamma function for x > 0, by the Lanczos series (g = 7, nine terms): about 15 digits.
 * Source: C. Lanczos, SIAM J. Numer. Anal. 1 (1964), coefficients by P. Godfrey.
 */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const shifted = x - 1
  const t = shifted + G + 0.5
  const series = TERMS.reduce((sum, term, i) => sum + term / (shifted + i + 1), LEAD)
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(series)
}

const G = 7
const LEAD = 0.99999999999980993
const TERMS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

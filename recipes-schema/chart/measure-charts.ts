/**
 * The charts that a recipe may ask for with `chart:`. Of a rate, which has events and trials: p, np, p_prime, u, u_prime;
 * of whole numbers: c, g; of numbers above zero: t; of any: the others. Charts of subgroups take more than one number a
 * run, which a measure does not have.
 */
export const MEASURE_CHARTS = [
  ...['i', 'p', 'np', 'p_prime', 'u', 'u_prime', 'c', 'g', 't'],
  ...['mr', 'ewma', 'cusum', 'run'],
] as const

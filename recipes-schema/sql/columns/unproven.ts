/**
 * Raised where the analysis cannot prove what a query takes in, and caught where it begins: the whole query then counts
 * as one. An exception, so that no step of the way down can forget to pass the news on.
 */
export class Unproven extends Error {}

export function unproven(why: string): never {
  throw new Unproven(why)
}

declare const brand: unique symbol

/** A string that only its own maker can produce, so that a digest is never passed where an id is meant. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name }

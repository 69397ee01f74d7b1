/** A value as an engine answers it: large integers and decimals may come as text. */
export type Answer = string | number | boolean | null

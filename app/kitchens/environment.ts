/** The environment's name of a pull request's kitchen. */
export function kitchenOf(pullRequest: number): string {
  return `pr_${pullRequest}`
}

/** Of a merge group's, by its head. */
export function mergeGroupKitchen(head: string): string {
  return `mg_${head.slice(0, 12)}`
}

/** The environment's name of a pull request's kitchen. */
export function kitchenOf(pullRequest: number): string {
  return `pr_${pullRequest}`
}

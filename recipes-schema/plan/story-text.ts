import type { StoryStep } from './explain.ts'
import { reasonWords } from './words.ts'

/** Why one node is in the plan: the shortest story, from the node up to what was written. */
export function storyText(story: readonly StoryStep[]): string {
  const verbs = { run: 'runs', reuse: 'is reused', skip: 'is left alone' } as const
  return story
    .map((step, index) => `${'  '.repeat(index)}${step.node} ${verbs[step.action]}: it ${reasonWords(step)}`)
    .join('\n')
}

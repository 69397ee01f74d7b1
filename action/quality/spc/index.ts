export { familyAdjusted } from './family-adjusted.ts'
export { type JudgeInput, judge } from './judge.ts'

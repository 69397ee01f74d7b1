import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Person, type Rule, refusedBy, roles, ruleFor } from '../../app/policy/permissions.ts'
import { files, project } from './support/project.ts'

const person = (over: Partial<Person> = {}): Person => ({ login: 'ada', role: 'write', teams: [], ...over })

describe('somebody', () => {
  test.each<[string, Rule, Person, boolean]>([
    ['has the role', [['write']], person(), true],
    ['has a greater role', [['triage']], person({ role: 'admin' }), true],
    ['has a smaller role', [['maintain']], person(), false],
    ['is nobody here', [['read']], person({ role: null }), false],
    ['is named, however it is written', [['@Ada']], person({ role: null }), true],
    ['is not the one named', [['@adam']], person(), false],
    ['is in the team', [['team:data']], person({ teams: ['data'] }), true],
    ['is in another team', [['team:data']], person({ teams: ['data-2'] }), false],
    ['is in one of the list', [['admin', 'team:data', '@ada']], person(), true],
    ['has to be in all lists', [['write'], ['team:data']], person(), false],
    ['is asked nothing', [], person({ role: null }), true],
  ])('%s', (_, rule, someone, allowed) => expect(refusedBy(rule, someone) === null).toBe(allowed))

  test('who gains a role loses no permission', () => {
    const principal = fc.constantFrom(...roles, '@ada', '@eve', 'team:data')
    const rules = fc.array(fc.array(principal, { minLength: 1, maxLength: 3 }), { maxLength: 3 })
    fc.assert(
      fc.property(rules, fc.nat(roles.length - 1), fc.nat(roles.length - 1), (rule, one, other) => {
        const [less, more] = [roles[Math.min(one, other)] ?? null, roles[Math.max(one, other)] ?? null]
        if (refusedBy(rule, person({ role: less })) === null) expect(refusedBy(rule, person({ role: more }))).toBeNull()
      }),
    )
  })
})

describe('the rule of the default branch', async () => {
  const galley = `${files['galley.yaml']}permissions: { accept: [team:data], promote: [admin] }\n`
  const general = await project({ ...files, 'galley.yaml': galley })
  const recipe = 'recipes/flights/recipe.yaml'
  const own = await project({
    ...files,
    'galley.yaml': galley,
    [recipe]: `${files[recipe]}permissions: { promote: ['@ada'] }\n`,
  })

  test('is what galley.yaml says', () => expect(ruleFor(general, 'accept', ['flights'])).toEqual([['team:data']]))
  test('is the usual one where it says nothing', () => expect(ruleFor(general, 'rollback', [])).toEqual([['maintain']]))
  test('is the usual one without a galley.yaml', () => expect(ruleFor(null, 'run', ['flights'])).toEqual([['write']]))
  test("is a recipe's own in place of the project's", () =>
    expect(ruleFor(own, 'promote', ['flights'])).toEqual([['@ada']]))
  test("is the project's for what touches no recipe", () => expect(ruleFor(own, 'promote', [])).toEqual([['admin']]))
})

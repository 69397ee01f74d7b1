import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../app/config.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const complete = { APP_ID: '12', PRIVATE_KEY: pem, WEBHOOK_SECRET: 'a long secret' }

describe('the configuration', () => {
  test('has a default for all that GitHub does not hand out', () => {
    expect(readConfig(complete)).toEqual({
      ok: true,
      config: {
        appId: 12,
        privateKey: pem,
        webhookSecret: 'a long secret',
        webhookSecretBefore: null,
        githubApiUrl: 'https://api.github.com',
        githubServerUrl: 'https://github.com',
        oidcIssuers: ['https://token.actions.githubusercontent.com'],
        store: { type: 'pglite', folder: './.galley/app' },
        publicUrl: null,
        host: '127.0.0.1',
        port: 3000,
        logLevel: 'info',
        rounds: { every: 300_000, quiet: 600_000 },
        alerts: { secrets: new Map(), smtp: null },
        adminToken: null,
      },
    })
  })

  test('takes a key with \\n for its line ends, and the issuer of an Enterprise Server from its address', () => {
    const read = readConfig({
      ...complete,
      PRIVATE_KEY: pem.replaceAll('\n', '\\n'),
      GITHUB_SERVER_URL: 'https://git.corp.test/',
    })
    expect(read).toMatchObject({
      ok: true,
      config: { privateKey: pem, oidcIssuers: ['https://git.corp.test/_services/token'] },
    })
  })

  test.each([
    ['nothing at all', {}, ['APP_ID is missing', 'PRIVATE_KEY is missing', 'WEBHOOK_SECRET is missing']],
    ["Probot's default secret", { ...complete, WEBHOOK_SECRET: 'development' }, ['WEBHOOK_SECRET is "development"']],
    ['a key that is none', { ...complete, PRIVATE_KEY: 'x' }, ['PRIVATE_KEY is not']],
    [
      'a key file that is not there',
      { ...complete, PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/nowhere' },
      ['PRIVATE_KEY_PATH is'],
    ],
    ['a word for a number', { ...complete, APP_ID: 'galley', PORT: 'x' }, ['APP_ID is "galley"', 'PORT is "x"']],
    [
      'addresses that are none',
      { ...complete, GALLEY_URL: 'galley', GITHUB_API_URL: 'ftp://x' },
      ['GITHUB_API_URL', 'GALLEY_URL'],
    ],
    ['a level that is none', { ...complete, LOG_LEVEL: 'loud' }, ['LOG_LEVEL is "loud"']],
  ])('names every fault of %s', (_, env, expected) => {
    const read = readConfig(env)
    expect(read.ok ? [] : read.faults.map((fault, at) => fault.slice(0, expected[at]?.length))).toEqual(expected)
  })
})

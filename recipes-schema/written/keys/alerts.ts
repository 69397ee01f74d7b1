import { closed, text } from './forms.ts'

const address = { ...text, maxLength: 200 } as const

/** Who is told of what; each way to tell it is one key of `to`. */
export const alerts = {
  type: 'array',
  maxItems: 50,
  description: 'Who is told of what, by the App.',
  examples: [[{ on: ['failed', 'late', 'signal'], to: { webhook: '${{ secrets.ALERT_URL }}' } }]],
  items: closed(
    {
      on: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { enum: ['failed', 'late', 'signal', 'warned', 'promoted', 'rolled_back'] },
        description: 'Which events are told.',
        examples: [['failed', 'late']],
      },
      to: {
        ...closed({
          webhook: {
            ...address,
            description: "A secret of the App's environment with a URL that takes a POST of JSON.",
            examples: ['${{ secrets.ALERT_URL }}'],
          },
          slack: {
            ...address,
            description: "A secret of the App's environment with the URL of an incoming webhook of Slack.",
            examples: ['${{ secrets.SLACK_URL }}'],
          },
          teams: {
            ...address,
            description: "A secret of the App's environment with the URL of a workflow of Microsoft Teams.",
            examples: ['${{ secrets.TEAMS_URL }}'],
          },
          email: {
            type: 'array',
            minItems: 1,
            maxItems: 20,
            uniqueItems: true,
            items: { type: 'string', pattern: '^[^@\\s<>",;:]{1,64}@[A-Za-z0-9.-]{1,255}$' },
            description: "Addresses; the App's environment says by which server the mail goes.",
            examples: [['data@example.com']],
          },
          issue: {
            ...closed({
              labels: {
                type: 'array',
                maxItems: 10,
                uniqueItems: true,
                items: { type: 'string', minLength: 1, maxLength: 50 },
                default: [],
                description: 'The labels that it gets.',
                examples: [['data']],
              },
            }),
            description: 'An issue in this repository, opened when it begins and closed when it is over.',
            examples: [{ labels: ['data'] }],
          },
        }),
        minProperties: 1,
        maxProperties: 1,
        description: 'Where to.',
        examples: [{ webhook: '${{ secrets.ALERT_URL }}' }],
      },
    },
    ['on', 'to'],
  ),
} as const

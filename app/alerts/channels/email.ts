import { createTransport } from 'nodemailer'
import { headline } from '../words.ts'
import type { Channel } from './channel.ts'

const patience = 10_000

/** Plain text by SMTP. The end of something answers the mail that told of its beginning. */
export const email: Channel<'email'> = {
  async tell({ addresses }, { galley, repository, happening, key, reference }) {
    const { smtp } = galley.alerts
    if (smtp === null) throw new Error("The App's environment has no SMTP_URL for alerts to go by.")
    const timeouts = { connectionTimeout: patience, greetingTimeout: patience, socketTimeout: patience }
    const transport = createTransport({ url: smtp.url, ...timeouts, disableFileAccess: true, disableUrlAccess: true })
    const name = `${repository.owner}/${repository.name}`
    try {
      const sent = await transport.sendMail({
        from: smtp.from,
        to: [...addresses],
        subject: `[${name}] ${headline(happening)}`,
        text: [happening.text, happening.url, `Galley, for ${name}`].filter((part) => part !== null).join('\n\n'),
        // The same for every attempt: a mailbox that gets it twice shows it once.
        messageId: `<${key}.${happening.state}@galley>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
        ...(reference === null ? {} : { inReplyTo: reference, references: [reference] }),
      })
      return sent.messageId
    } finally {
      transport.close()
    }
  },
}

import type { Command } from 'commander'
import { type Deciding, type Decision, decidedBy } from '../chart/decide.ts'
import { exits } from '../fault.ts'
import type { Answer, Io } from './command.ts'
import { inProject } from './open.ts'

/** What all commands that record a decision share: the measure, the reason, and how the answer reads. */
export function decisionCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .argument('<measure>', 'node.measure')
    .requiredOption('--reason <text>', 'why, for everyone who reads the chart later')
}

export async function decide(
  folder: string,
  io: Io,
  { name, reason }: { name: string; reason: string },
  what: (deciding: Deciding) => Promise<Decision>,
  words: (decision: Decision['decision']) => string,
): Promise<Answer> {
  const { decision, again } = await inProject(folder, io, (warehouse, project) =>
    what({ warehouse, project, name, reason, actor: decidedBy(io.env), now: io.now() }),
  )
  const by = decision.withdrawn ?? decision
  const text = again
    ? `${by.actor} has decided that before (${by.created_at.slice(0, 10)}): ${by.reason}`
    : words(decision)
  return { json: { schema_version: 1, decision, again }, text, exit: exits.done }
}

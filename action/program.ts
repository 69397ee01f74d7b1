import { resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import type { Answer, GlobalOptions, Io, Work } from './commands/command.ts'
import { loadCommands } from './commands/index.ts'
import { DiagnosticsFault } from './diagnostics-fault.ts'
import { exits, Fault } from './fault.ts'
import { fileFault } from './file-fault.ts'
import { version } from './version.ts'

/** Runs the command line and gives the exit code. Every expected fault becomes words and a code here, once. */
export async function runProgram(args: readonly string[], io: Io): Promise<number> {
  let exit: number = exits.done
  const program = new Command('galley')
    .description('DataOps for GitHub: plan, run, test and promote changes to analytics')
    .version(version)
    .option('-C <dir>', 'work in this folder')
    .option('--json', 'one JSON document on standard output')
    .option('--quiet', 'no progress on standard error')
    .option('--no-color', 'no colours')
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) })
  const answer = async (command: Command, work: Work): Promise<void> => {
    const options = command.optsWithGlobals<GlobalOptions & { color?: boolean }>()
    const folder = resolve(io.cwd, options.C ?? '.')
    const { terminal, ...plain } = io
    const loud = terminal === undefined ? plain : { ...plain, terminal }
    const shown = options.quiet ? { ...plain, err: () => {} } : loud
    const quieter = { ...shown, colour: io.colour && options.color !== false }
    exit = print(await settle(work, folder, quieter), options.json === true, io)
  }
  for (const add of await loadCommands(args)) add(program, io, answer)
  for (const command of program.commands) command.exitOverride().configureOutput(program.configureOutput())
  try {
    await program.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return exits.done
    if (args.includes('--json')) {
      const message = error.message.replace(/^error: /, '')
      io.out(JSON.stringify({ schema_version: 1, error: { code: 'usage', message, hint: 'See --help.' } }, null, 2))
    }
    return exits.usage
  }
  return exit
}

async function settle(work: Work, folder: string, io: Io): Promise<Answer> {
  try {
    return await work(folder, io)
  } catch (error) {
    const fault = error instanceof Fault ? error : (fileFault(error) ?? bug(error, io))
    const { code, hint, exit } = fault
    const message = await withoutSecrets(fault.message, io)
    const location = fault.location === null ? {} : { location: fault.location }
    const diagnostics = error instanceof DiagnosticsFault ? { diagnostics: error.diagnostics } : {}
    const listed = error instanceof DiagnosticsFault ? `${await listOf(error, folder)}\n\n` : ''
    return {
      json: { schema_version: 1, error: { code, message, hint, ...location, ...diagnostics } },
      text: `${listed}galley: ${message} [${code}]${hint === null ? '' : `\n  ${hint}`}`,
      exit,
    }
  }
}

async function listOf({ diagnostics }: DiagnosticsFault, folder: string): Promise<string> {
  const { diagnosticsText } = await import('./report/diagnostics-text.ts')
  return diagnosticsText(diagnostics, folder)
}

/** What an engine says of a connection may hold its password. */
async function withoutSecrets(text: string, { env }: Io): Promise<string> {
  const { redactor } = await import('./logs/redactor.ts')
  const { secretsOf } = await import('./logs/secrets.ts')
  return redactor(secretsOf(env)).redact(text)
}

/** A fault of Galley itself: told with its trace, and still answered in the promised form. */
function bug(error: unknown, io: Io): Fault {
  io.err((error as Error).stack ?? String(error))
  return new Fault(
    'galley.bug',
    exits.world,
    `Galley itself failed: ${(error as Error).message}`,
    'Please report this.',
  )
}

function print(answer: Answer, asJson: boolean, io: Io): number {
  const { json, exit } = answer
  if (asJson) io.out(JSON.stringify(json, null, 2))
  else if (exit === exits.done || exit === exits.failed) io.out(answer.text)
  else io.err(answer.text)
  return exit
}

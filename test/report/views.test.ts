import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupedView } from '../../action/report/grouped.ts'
import { liveView } from '../../action/report/live.ts'
import { githubGroups } from '../../action/report/workflow-commands.ts'
import type { Progress } from '../../action/run/progress.ts'

const at = '2026-01-01T00:00:00Z'
const started = (node: string): Progress => ({ type: 'node_started', at, recipe: 'r', node })
const log = (node: string, line: string): Progress => ({ type: 'log', recipe: 'r', node, line })
const finished = (node: string): Progress => ({
  type: 'node_finished',
  at,
  recipe: 'r',
  node,
  state: 'succeeded',
  seconds: 1,
})

function grouped(progress: readonly Progress[]): string[] {
  const lines: string[] = []
  const view = groupedView(
    githubGroups((line) => lines.push(line)),
    false,
  )
  for (const one of [...progress, { type: 'ended' } as const]) view(one)
  return lines
}

describe('groups in a workflow log', () => {
  it('streams the first that prints, and keeps the others until it has ended', () => {
    const lines = grouped([
      { type: 'started', at, total: 3 },
      started('a'),
      started('b'),
      log('a', 'a1'),
      log('b', 'b1'),
      log('a', 'a2'),
      finished('c'),
      finished('a'),
      log('b', 'b2'),
      finished('b'),
    ])
    expect(lines).toEqual([
      '3 nodes to work on',
      '::group::r.a',
      'a1',
      'a2',
      '::endgroup::',
      '  done  r.a  1.00 s',
      '  done  r.c  1.00 s',
      '::group::r.b',
      'b1',
      'b2',
      '::endgroup::',
      '  done  r.b  1.00 s',
    ])
  })

  it('no line of a node is a command to the runner', () => {
    expect(grouped([log('a', '::error::pwned\n ##[group]x\n::endgroup::')])[1]).not.toMatch(/^\s*(::|##\[)/m)
  })

  it('whatever the nodes do, groups are closed before others open, and every line is in its own group once', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean()), { maxLength: 30 })
    fc.assert(
      fc.property(steps, (drawn) => {
        const ended = new Set<string>()
        const progress: Progress[] = []
        for (const [index, [node, ends]] of drawn.entries()) {
          if (ended.has(node)) continue
          progress.push(ends ? finished(node) : log(node, `${node}${index}`))
          if (ends) ended.add(node)
        }
        let open: string | null = null
        const seen: string[] = []
        for (const line of grouped(progress).flatMap((text) => text.split('\n'))) {
          const [, name] = /^::group::r\.(.)/.exec(line) ?? []
          if (name !== undefined) {
            expect(open).toBeNull()
            open = name
          } else if (line === '::endgroup::') open = null
          else if (/^[abc]\d+$/.test(line)) {
            expect(line[0]).toBe(open)
            seen.push(line)
          }
        }
        expect(open).toBeNull()
        const printed = progress.flatMap((one) => (one.type === 'log' ? one.line : []))
        expect(seen.sort()).toEqual(printed.sort())
        for (const node of ended)
          expect(grouped(progress).filter((line) => line.includes(`done  r.${node} `))).toHaveLength(1)
      }),
    )
  })
})

describe('a terminal', () => {
  it('keeps what has happened and draws what runs in place', () => {
    const parts: string[] = []
    const view = liveView({ write: (text) => void parts.push(text), columns: () => 20 }, false)
    for (const one of [
      { type: 'started', at, total: 2 } as const,
      started('a_node_with_a_long_name'),
      log('a', 'line'),
      finished('a_node_with_a_long_name'),
      { type: 'ended' } as const,
    ])
      view(one)
    const written = parts.join('')
    const screen = render(written)
    expect(screen).toEqual(['2 nodes to work on', '    a | line', '  done  r.a_node_with_a_long_name  1.00 s', ''])
    expect(written).toContain('> r.a_node_with_…')
  })
})

/** The screen after some output: what `up` and `clear` leave of it. */
function render(output: string): string[] {
  let lines = ['']
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what a terminal reads
  for (const part of output.split(/(\u001b\[\d*[AJ]|\n)/)) {
    if (part === '\n') lines.push('')
    else if (part.endsWith('A') && part.startsWith('\u001b'))
      lines = lines.slice(0, lines.length - Number(part.slice(2, -1)))
    else if (part === '\u001b[J') lines[lines.length - 1] = ''
    else lines[lines.length - 1] += part
  }
  return lines
}

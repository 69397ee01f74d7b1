import { describe, expect, it } from 'vitest'
import { keptText } from '../../action/logs/kept-text.ts'
import { nodeLog } from '../../action/logs/node-log.ts'
import { redactor } from '../../action/logs/redactor.ts'

describe('what is kept of a long output', () => {
  it('is all of a short one', () => {
    const kept = keptText({ head: 20, tail: 20 })
    for (const line of ['one', 'two', 'three']) kept.add(line)
    expect(kept.text()).toBe('one\ntwo\nthree')
    expect(keptText().text()).toBe('')
  })

  it('is its beginning and its end, and how much is missing between', () => {
    const kept = keptText({ head: 12, tail: 12 })
    for (let line = 0; line < 5000; line++) kept.add(`line ${String(line).padStart(4, '0')}`)
    expect(kept.text()).toBe('line 0000\n... 4998 lines (49980 characters) are not kept ...\nline 4999')
  })
})

describe('a node’s log', () => {
  it('masks what the command asks to mask, from then on', () => {
    const shown: string[] = []
    const log = nodeLog(redactor(['knownsecret']), (line) => shown.push(line))
    for (const text of ['knownsecret newsecret', '::add-mask::newsecret', 'knownsecret newsecret'])
      log.print({ text, dropped: 0 })
    log.note('ended with newsecret')
    expect(shown).toEqual(['*** newsecret', '*** ***', 'ended with ***'])
    expect(log.text()).toBe(shown.join('\n'))
  })

  it('says how much of a line is not kept', () => {
    const log = nodeLog(redactor(['secretvalue']), () => {})
    log.print({ text: 'begin secretva', dropped: 7 })
    expect(log.text()).toBe('begin *** ... (the line goes on for 7 bytes, which are not kept)')
  })
})

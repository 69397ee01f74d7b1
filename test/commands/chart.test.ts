import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { galleyChart } from '../quality/spc/cases.ts'
import { desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'

const steady = [102, 98, 101, 99, 100, 103, 97, 100, 101, 99, 102, 98, 100, 101, 99, 100, 102, 98, 101, 99]
const fell = { name: 'flights.arrivals.row_count', chart: 'i', values: steady, new: [80] }

describe('galley chart', () => {
  it('answers one series by one answer, many by many', async () => {
    expect((await galleyChart(JSON.stringify(fell), '--json')).json).toMatchObject({
      schema_version: 1,
      judged: [{ index: 20, signal: { rule: 'beyond_3s' } }],
      notes: [],
    })
    expect((await galleyChart(JSON.stringify([fell, fell]), '--json')).json).toHaveLength(2)
    expect((await galleyChart('[]', '--json')).json).toEqual([])
  })

  it('is an answer, not a gate, unless it is asked to check', async () => {
    expect((await galleyChart(JSON.stringify(fell))).exit).toBe(0)
    expect((await galleyChart(JSON.stringify(fell), '--check')).exit).toBe(1)
    expect((await galleyChart(JSON.stringify({ ...fell, new: [100] }), '--check')).exit).toBe(0)
  })

  it('draws in the terminal', async () => {
    const { out } = await galleyChart(JSON.stringify(fell), '--text')
    await expect(`${out}\n`).toMatchFileSnapshot('golden/chart.txt')
  })

  it('writes pictures', async () => {
    const { galley, write, folder } = await desk(shop('nodes: { one: { sql: "select 1 as n" } }\n'))
    await write({ 'series.json': JSON.stringify([fell, { ...fell, new: [100] }]) })
    const dark = ['--theme', 'dark', '--width', '500']
    const ran = await galley('chart', 'series.json', '--svg', 'a.svg', '--png', 'a.png', ...dark)
    expect(ran).toMatchObject({ exit: 0, out: 'wrote a.svg\n\nwrote a.png' })
    expect(await readFile(join(folder, 'a.svg'), 'utf8')).toMatch(
      /^<svg width="500".*2 measures: 1 fails, 1 as expected/s,
    )
    expect((await readFile(join(folder, 'a.png'))).readUInt32BE(16)).toBe(1000)
  })

  test.each<[string, string, string, object | null]>([
    ['nothing', '', 'chart.not_json', { line: 1, column: 1, path: null }],
    ['half a document', '{"chart":"i",\n "values":[1,', 'chart.not_json', { line: 2 }],
    ['NaN', '{"chart":"i",\n "values":[1,2,NaN]}', 'chart.not_json', { line: 2, column: 16 }],
    ['minus infinity', '{"chart":"i","values":[-Infinity]}', 'chart.not_json', { line: 1, column: 24 }],
    ['a number past all', '{"chart":"i",\n "values":[1,1e999]}', 'chart.not_a_number', { line: 2, column: 14 }],
    [
      'the second of many',
      '[{"chart":"i","values":[1]},\n{"chart":"i","values":["x"]}]',
      'chart.not_a_number',
      { line: 2, column: 24, path: '/1/values/0' },
    ],
    [
      'more events than trials',
      '{"chart":"p","events":[9],"trials":[5]}',
      'chart.more_events_than_trials',
      { column: 24 },
    ],
    ['a missing key', '{"chart":"p","events":[9]}', 'chart.no_trials', { line: 1, column: 1 }],
    ['a number', '7', 'chart.not_an_object', { line: 1, column: 1, path: '/' }],
  ])('says where %s is wrong', async (_, text, code, location) => {
    const { exit, json } = await galleyChart(text, '--json')
    expect(exit).toBe(2)
    expect(json.error).toMatchObject({ code, location: { file: 'standard input', ...location } })
    expect(json.error.message).toContain(`standard input:${json.error.location.line}:${json.error.location.column}: `)
  })

  test.each([
    [['chart', 'nowhere.json'], 'nowhere.json: There is no such file.'],
    [['chart'], 'Name a SERIES.json, or pipe one in.'],
    [['chart', 'galley.yaml', '--theme', 'pink'], 'Use light or dark.'],
    [['chart', 'galley.yaml', '--width', 'wide'], '--width wide is not a number from 240 to 4000.'],
  ])('%s', async (args, words) => {
    const { galley } = await desk(shop('nodes: { one: { sql: "select 1 as n" } }\n'))
    const ran = await galley(...args)
    expect(ran).toMatchObject({ exit: 2, out: '' })
    expect(ran.err).toContain(words)
  })
})

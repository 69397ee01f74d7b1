import type { CodeInfo } from './code.ts'
import { codes } from './index.ts'

/** docs/reference/diagnostics.md. */
export function diagnosticsReference(): string {
  const intro = `# Diagnostics

What can be wrong with a project, its recipes and their SQL. \`galley validate\` finds all of it at once and says where:
file, line and column, with the code in square brackets. Codes do not change. Each is shown here with something small that
has it: a recipe, whose first line \`recipe: shop\` is left out, unless another file is named.

This page is written by \`galley schema --diagnostics\`.`
  const groups = codes.flatMap(([title, group]) => [
    `## ${title}`,
    ...Object.entries(group).map(([code, info]) => section(code, info)),
  ])
  return `${[intro, ...groups].join('\n\n')}\n`
}

function section(code: string, { says, mend, example, file, files = {} }: CodeInfo): string {
  const others = Object.entries(files).map(([path, text]) => fenced(path || 'recipes/shop/recipe.yaml', text))
  const own = example === '' ? [] : [fenced(file === undefined ? null : file, example)]
  return [`### ${code}`, `${says} ${mend}`, ...own, ...others].join('\n\n')
}

function fenced(file: string | null, text: string): string {
  const language = file === '' ? 'sh' : (file?.endsWith('.lock') ?? false) ? 'json' : 'yaml'
  const shown = text.trimEnd()
  return [...(file ? [`\`${file}\`:`, ''] : []), `\`\`\`${language}`, shown, '```'].join('\n')
}

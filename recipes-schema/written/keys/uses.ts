/** The key of a node that stands for the nodes of an ingredient. */
export const uses = {
  type: 'string',
  pattern: '^[A-Za-z0-9_.][A-Za-z0-9_./-]*(@[A-Za-z0-9_][A-Za-z0-9_./-]*)?$',
  maxLength: 300,
  description:
    'An ingredient: a folder of this repository (`ingredients/clean`, with `@2` for its version), or `OWNER/REPO/FOLDER@REF`, which `galley lock` fetches and pins to a commit. `with` gives its inputs.',
  examples: ['ingredients/clean@1', 'octo/ingredients/clean@v1'],
} as const

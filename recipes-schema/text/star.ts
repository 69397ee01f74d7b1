/** Whether a text is of a form in which `*` stands for any letters: linear in the text for each star, never a regular expression. */
export function matcherOf(form: string): (text: string) => boolean {
  const [first = '', ...rest] = form.split('*')
  const last = rest.pop()
  if (last === undefined) return (text) => text === form
  return (text) => {
    if (!text.startsWith(first)) return false
    let at = first.length
    for (const part of rest) {
      const found = text.indexOf(part, at)
      if (found === -1) return false
      at = found + part.length
    }
    return text.length - last.length >= at && text.endsWith(last)
  }
}

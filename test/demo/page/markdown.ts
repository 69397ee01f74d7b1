import { Marked } from 'marked'

const marked = new Marked({ gfm: true })
marked.use({
  renderer: {
    code({ text, lang }) {
      // The page draws no diagrams: what GitHub shows as a picture is left to GitHub.
      if (lang === 'mermaid') return '<p class="note">On GitHub the changed portion of the DAG is drawn here.</p>'
      return `<pre>${escapeHtml(text)}</pre>`
    },
    // Texts from checks may hold the tags of a folded section and nothing else.
    html({ text }) {
      return /^<\/?(details|summary|b|br|sub)>|^<!--|^<details><summary>/.test(text.trim()) ? text : escapeHtml(text)
    },
  },
})

/** A check's or a comment's Markdown as HTML, much as GitHub shows it. */
export function markdown(text: string): string {
  return marked.parse(text, { async: false })
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

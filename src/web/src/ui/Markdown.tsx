import ReactMarkdown, { type Components } from 'react-markdown'
import gfm from 'remark-gfm'

/** What an agent writes is not ours: no HTML, no pictures from elsewhere, links leave without a trace. */
const components: Components = {
  img: ({ alt }) => <span className="text-faint">[picture: {alt || 'without a description'}]</span>,
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer" className="text-accent underline">
      {children}
    </a>
  ),
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
}

export default function Markdown({ text }: { text: string }) {
  return (
    <div className="prose-agent min-w-0 break-words">
      <ReactMarkdown remarkPlugins={[gfm]} components={components}>
        {text}
      </ReactMarkdown>
    </div>
  )
}

import bash from 'highlight.js/lib/languages/bash'
import cpp from 'highlight.js/lib/languages/cpp'
import csharp from 'highlight.js/lib/languages/csharp'
import css from 'highlight.js/lib/languages/css'
import go from 'highlight.js/lib/languages/go'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import markdown from 'highlight.js/lib/languages/markdown'
import php from 'highlight.js/lib/languages/php'
import python from 'highlight.js/lib/languages/python'
import ruby from 'highlight.js/lib/languages/ruby'
import rust from 'highlight.js/lib/languages/rust'
import sql from 'highlight.js/lib/languages/sql'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'
import { createLowlight } from 'lowlight'

const lowlight = createLowlight({
  bash,
  cpp,
  csharp,
  css,
  go,
  java,
  javascript,
  json,
  markdown,
  php,
  python,
  ruby,
  rust,
  sql,
  typescript,
  xml,
  yaml,
})

const byExtension: Record<string, string> = {
  sh: 'bash',
  c: 'cpp',
  cc: 'cpp',
  cpp: 'cpp',
  h: 'cpp',
  hpp: 'cpp',
  cs: 'csharp',
  css: 'css',
  scss: 'css',
  go: 'go',
  java: 'java',
  kt: 'java',
  js: 'javascript',
  cjs: 'javascript',
  mjs: 'javascript',
  jsx: 'javascript',
  json: 'json',
  md: 'markdown',
  php: 'php',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sql: 'sql',
  ts: 'typescript',
  tsx: 'typescript',
  html: 'xml',
  xml: 'xml',
  csproj: 'xml',
  svg: 'xml',
  yml: 'yaml',
  yaml: 'yaml',
}

export interface Span {
  text: string
  /** The token's class; absent for plain text. */
  className?: string
}

type Node = ReturnType<typeof lowlight.highlight>['children'][number]

/** Colours a run of lines together, so that a comment over several lines stays one; answers spans line by line. */
export function highlightLines(lines: readonly string[], path: string): Span[][] {
  const language = byExtension[path.slice(path.lastIndexOf('.') + 1).toLowerCase()]
  if (!language || lines.some((line) => line.length > 2000)) return lines.map((text) => [{ text }])
  const out: Span[][] = [[]]
  const walk = (node: Node, className?: string): void => {
    if (node.type === 'text') {
      node.value.split('\n').forEach((text, index) => {
        if (index > 0) out.push([])
        if (text) out.at(-1)?.push({ text, className })
      })
    } else if (node.type === 'element') {
      const own = node.properties.className
      const name = Array.isArray(own) ? own.join(' ') : className
      node.children.forEach((child) => walk(child as Node, name))
    }
  }
  lowlight.highlight(language, lines.join('\n')).children.forEach((node) => walk(node))
  return out
}

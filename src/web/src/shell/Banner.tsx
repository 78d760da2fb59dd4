import { useQuery } from '@tanstack/react-query'
import { FlaskConical, HardDrive, ShieldOff } from 'lucide-react'
import { statusQuery } from '~/features/status/api'

/** What every page has to say about this installation: no AI behind it, or nothing between an agent and the machine, or no way to run or save. */
export function Banner() {
  const { data: status } = useQuery(statusQuery)
  const scripted = status?.model?.startsWith('scripted/') ?? false
  const open = status?.sandbox === 'none'
  const missing = status?.sandbox === 'unavailable'
  const trouble = status?.trouble
  if (!scripted && !open && !missing && !trouble) return null
  return (
    <div className="border-b border-line bg-wait-wash text-sm text-wait">
      {trouble && (
        <p role="alert" className="flex items-start gap-2 px-4 py-1.5 md:px-6">
          <HardDrive size={15} className="mt-0.5 shrink-0" aria-hidden />
          <span>
            <strong className="font-semibold">Nothing can be saved.</strong> {trouble.message} What is being worked on
            waits, and goes on by itself once that is mended.
          </span>
        </p>
      )}
      {open && (
        <p className="flex items-start gap-2 px-4 py-1.5 md:px-6">
          <ShieldOff size={15} className="mt-0.5 shrink-0" aria-hidden />
          <span>
            <strong className="font-semibold">No sandbox.</strong> Agents run their commands as you, on this machine.
            Start without <code className="text-xs">--sandbox none</code> to close them in.
          </span>
        </p>
      )}
      {missing && (
        <p className="flex items-start gap-2 px-4 py-1.5 md:px-6">
          <ShieldOff size={15} className="mt-0.5 shrink-0" aria-hidden />
          <span>
            <strong className="font-semibold">No sandbox works here.</strong> Agents cannot run commands. Status says
            what is missing and how to mend it.
          </span>
        </p>
      )}
      {scripted && (
        <p className="flex items-start gap-2 px-4 py-1.5 md:px-6">
          <FlaskConical size={15} className="mt-0.5 shrink-0" aria-hidden />
          <span>
            <strong className="font-semibold">No model is set up.</strong> Where none is named, a script that was
            written in advance answers, no AI, and only in the bundled demo. Set{' '}
            <code className="text-xs">ANTHROPIC_API_KEY</code> or <code className="text-xs">OPENAI_API_KEY</code> and
            start again, or name a model for the task.
          </span>
        </p>
      )}
    </div>
  )
}

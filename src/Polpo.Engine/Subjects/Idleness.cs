using Polpo.Engine.Storage;

namespace Polpo.Engine.Subjects;

/// <summary>Whether everything that was woken has been done: for tests, and for a command line that waits for its work.</summary>
public sealed class Idleness
{
    private readonly SubjectStore _subjects;
    private readonly Signals _signals;
    private readonly string[] _kinds;

    internal Idleness(IEnumerable<ISubjectHandler> handlers, SubjectStore subjects, Signals signals)
    {
        _kinds = [.. handlers.Select(handler => handler.Kind)];
        _subjects = subjects;
        _signals = signals;
    }

    /// <summary>How often a safety re-read found what no signal had announced. Anything but 0 is a bug.</summary>
    public long FoundByPoll => _signals.FoundByPoll;

    /// <summary>Returns once no subject runs and none is due; what is due later does not count.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = _signals.Subjects.Next;
            if (_kinds.Length == 0 || !await _subjects.IsBusyAsync(_kinds, cancellationToken))
                return;
            await next.WaitAsync(cancellationToken);
        }
    }
}

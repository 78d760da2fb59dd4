using Polpo.Core.Tools;
using Polpo.Engine.Journal;

namespace Polpo.Core.Sessions.Moving;

/// <summary>What a session did to its files since they were last recorded, as its facts tell.</summary>
internal sealed class LostSteps(ToolRegistry tools)
{
    private const int Most = 20;
    private const int Longest = 160;

    private readonly Dictionary<string, string> _started = new(StringComparer.Ordinal);
    private readonly List<(string Call, string Step)> _since = [];
    private int _finished;

    /// <summary>The last checkpoint; null when there is none.</summary>
    public string? Commit { get; private set; }

    /// <summary>Whether it had a worktree since it came to where it was last.</summary>
    public bool HadFiles { get; private set; }

    /// <summary>Whether any tool was used at all.</summary>
    public bool Any => _finished > 0 || _started.Count > 0;

    public IReadOnlyList<string> Steps =>
        _since.Count <= Most
            ? [.. _since.Select(done => done.Step)]
            : [$"… and {_since.Count - Most} before these", .. _since.TakeLast(Most).Select(done => done.Step)];

    public string? Notice => Any ? Say() : null;

    public void See(Fact fact)
    {
        if (fact.Type == ToolStarted.Type)
            Start(fact.Read<ToolStarted>());
        else if (fact.Type == ToolFinished.Type)
            Finish(fact.Read<ToolFinished>());
        else if (fact.Type == CheckpointMade.Type)
            Keep(fact.Read<CheckpointMade>());
        else if (fact.Type == EnvironmentReady.Type)
            HadFiles = true;
        else if (fact.Type == SessionMoved.Type)
            Forget();
    }

    /// <summary>Those were told then.</summary>
    private void Forget()
    {
        _since.Clear();
        HadFiles = false;
    }

    private void Start(ToolStarted started) => _started[started.Call] = started.Arguments;

    private void Finish(ToolFinished finished)
    {
        _finished++;
        if (!tools.MayWrite(finished.Name))
            return;
        HadFiles |= !finished.Error;
        var step = $"{finished.Name} {_started.GetValueOrDefault(finished.Call)}".ReplaceLineEndings(" ");
        _since.Add((finished.Call, step.Length > Longest ? step[..Longest] + "…" : step));
    }

    /// <summary>What ended while a checkpoint was being made may be in it or not: it counts as gone.</summary>
    private void Keep(CheckpointMade made)
    {
        Commit = made.Commit;
        var last = made.After is null ? _since.Count - 1 : _since.FindLastIndex(done => done.Call == made.After);
        _since.RemoveRange(0, last + 1);
    }

    private string Say() =>
        "[Polpo: the server on which you worked was lost, and you go on on another one. The files of the repository were restored as "
        + (Commit is null ? "they were at the start. " : "they were last recorded. ")
        + (
            _since.Count == 0
                ? "All changes of your finished steps are in them. "
                : $"The changes of these finished steps are gone:\n{string.Concat(Steps.Select(step => $"- {step}\n"))}Do again what is missing. "
        )
        + "Processes that you had started do not run any more; ignored files and everything outside of the repository are gone, too. Look at the files before you go on.]";
}

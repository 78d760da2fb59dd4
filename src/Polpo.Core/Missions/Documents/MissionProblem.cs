using System.Globalization;
using Polpo.Core.Agents.Files;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Missions.Documents;

/// <summary>What is wrong with a mission document.</summary>
/// <param name="Path">The value's place, such as <c>tasks[2].dependsOn[0]</c>; empty: the document.</param>
/// <param name="Line">Its line in the text, from 1.</param>
/// <param name="Message">What is so, and what would help.</param>
public sealed record MissionProblem(string Path, int Line, string Message)
{
    public override string ToString() =>
        Path.Length == 0 ? Message : $"{Path} (line {Line.ToString(CultureInfo.InvariantCulture)}): {Message}";
}

/// <summary>Everything that is wrong with one document, in the order of its text.</summary>
internal sealed class MissionProblems(string file)
{
    /// <summary>Enough to work on; a document of nothing but mistakes must not cost more than it took to send.</summary>
    public const int Most = 100;

    private readonly List<MissionProblem> _found = [];

    public IReadOnlyList<MissionProblem> Found => _found;

    public int Left { get; private set; }

    public bool Any => _found.Count > 0;

    public void Add(JsonPart at, string path, string message)
    {
        if (_found.Count < Most)
            _found.Add(new MissionProblem(path, at.Line, message));
        else
            Left++;
    }

    /// <exception cref="RefusedException">There is a problem; the message names the file and all of them.</exception>
    public void RefuseIfAny()
    {
        if (!Any)
            return;
        var more = Left > 0 ? $"\n… and {Left} more" : "";
        var where = file.Length == 0 ? "The mission" : $"`{file}`";
        throw new RefusedException(
            Refusal.Invalid,
            _found.Count == 1
                ? $"{where}: {_found[0]}"
                : $"{where} has {_found.Count + Left} mistakes:\n{string.Join('\n', _found.Select(one => $"- {one}"))}{more}"
        );
    }
}

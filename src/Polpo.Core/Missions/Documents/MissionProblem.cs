using System.Globalization;
using Polpo.Core.Agents.Files;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Missions.Documents;

/// <summary>What is wrong with a mission document.</summary>
/// <param name="Path">The value's place, such as <c>tasks[2].dependsOn[0]</c>; empty: the document.</param>
/// <param name="Line">Its line in the text, from 1; 0: it stands nowhere there, but was given beside it.</param>
/// <param name="Message">What is so, and what would help.</param>
public sealed record MissionProblem(string Path, int Line, string Message)
{
    public override string ToString() =>
        Path.Length == 0 ? Message
        : Line == 0 ? $"{Path} {Message}"
        : $"{Path} (line {Line.ToString(CultureInfo.InvariantCulture)}): {Message}";
}

/// <summary>Everything that is wrong with one document, in the order of its text.</summary>
internal sealed class MissionProblems(string file)
{
    /// <summary>Enough to work on; a document of nothing but mistakes must not cost more than it took to send.</summary>
    public const int Most = 100;

    /// <summary>Names that are looked at for what they may mean.</summary>
    private const int MostUnknown = 1_000;

    private readonly List<MissionProblem> _found = [];
    private readonly List<MissionProblem> _notes = [];
    private readonly Dictionary<string, string?> _meant = new(StringComparer.Ordinal);

    public IReadOnlyList<MissionProblem> Found => _found;

    private bool _isFull;

    public int Left { get; private set; }

    /// <summary>What is no mistake, and yet without effect.</summary>
    public IReadOnlyList<MissionProblem> Notes => _notes;

    public bool Any => _found.Count > 0;

    public void Add(JsonPart at, string path, string message)
    {
        if (_found.Count < Most)
            _found.Add(new MissionProblem(path, at.Line, message));
        else
            Left++;
    }

    /// <summary>Notes what is wrong with a value that does not stand in the text.</summary>
    public void AddGiven(string path, string message)
    {
        if (_found.Count < Most)
            _found.Add(new MissionProblem(path, 0, message));
        else
            Left++;
    }

    /// <summary>The field that somebody probably meant who wrote one that there is not; null: none.</summary>
    public string? Meant(JsonMember written, MissionNames names)
    {
        var key = $"{names.What} {written.Name}";
        if (_meant.TryGetValue(key, out var known))
            return known;
        if (_meant.Count >= MostUnknown)
        {
            if (!_isFull)
                Add(
                    written.Value,
                    "",
                    $"The document has more than {MostUnknown} fields that no mission has. Take them out."
                );
            _isFull = true;
            return null;
        }
        return _meant[key] = Nearest.Of(written.Name, names.Used);
    }

    public void Tell(JsonPart at, string path, string message)
    {
        if (_notes.Count < Most)
            _notes.Add(new MissionProblem(path, at.Line, message));
    }

    /// <exception cref="RefusedException">There is a problem; the message names the file and all of them.</exception>
    public void RefuseIfAny()
    {
        if (!Any)
            return;
        var more = Left > 0 ? $"\n… and {Left} more" : "";
        var where =
            _found.TrueForAll(one => one.Line == 0) ? "What was given"
            : file.Length == 0 ? "The mission"
            : $"`{file}`";
        throw new RefusedException(
            Refusal.Invalid,
            _found.Count == 1
                ? $"{where}: {_found[0]}"
                : $"{where} has {_found.Count + Left} mistakes:\n{string.Join('\n', _found.Select(one => $"- {one}"))}{more}"
        );
    }
}

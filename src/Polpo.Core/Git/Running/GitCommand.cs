using System.Text;

namespace Polpo.Core.Git.Running;

/// <summary>One invocation of git: what it acts on is always said, never searched for in a folder that a sandbox could write.</summary>
internal sealed record GitCommand(params IReadOnlyList<string> Arguments)
{
    /// <summary>Whose turn it takes in the queue: a workspace or a path.</summary>
    public string Queue { get; init; } = "";

    /// <summary>The folder in which git looks for a repository of a person. Null when <see cref="GitFolder"/> says it.</summary>
    public string? Folder { get; init; }

    /// <summary>A git directory of ours.</summary>
    public string? GitFolder { get; init; }

    public string? WorkTree { get; init; }

    public string? IndexFile { get; init; }

    /// <summary>More settings, as <c>name=value</c>, stronger than any file's.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>More environment variables; no other reaches git but those of <see cref="GitSettings"/>.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Writes what git reads on its standard input.</summary>
    public Func<Stream, CancellationToken, Task>? Input { get; init; }

    /// <summary>The bytes of output to keep; git is ended when it writes more, and the result says so.</summary>
    public int MaxOutput { get; init; } = 256 << 20;

    /// <summary>Nobody waits for it: it gives way to everything else on the machine.</summary>
    public bool Calmly { get; init; }

    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(2);
}

/// <summary>How git ended, and what it wrote.</summary>
internal sealed record GitResult(int ExitCode, byte[] Output, string Errors, bool Truncated)
{
    public bool Ok => ExitCode == 0;

    /// <summary>The output as text; bytes that are not UTF-8 are shown as replacement characters.</summary>
    public string Text => Encoding.UTF8.GetString(Output);

    public string Line => Text.TrimEnd('\n');

    /// <summary>The parts of an output that is separated by zero bytes.</summary>
    public IEnumerable<string> Parts => Text.Split('\0', StringSplitOptions.RemoveEmptyEntries);
}

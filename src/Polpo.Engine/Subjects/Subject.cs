namespace Polpo.Engine.Subjects;

/// <summary>Has a subject run. <paramref name="Kind"/> names its handler (<c>session</c>, <c>task</c>); null <paramref name="DueAt"/> means now.</summary>
public sealed record Wake(string Kind, string Id, DateTimeOffset? DueAt = null, int Priority = 0, string Person = "");

/// <summary>A claim on a subject by one run of one server. Every write of the run carries it, and is refused once it is no longer true.</summary>
public sealed record Owned(string Kind, string Id, string Workspace, string Server, long Epoch);

/// <summary>When a subject wants to run again of itself: never (only when woken), or at a time.</summary>
public readonly record struct Next(DateTimeOffset? DueAt)
{
    public static readonly Next WhenWoken = new(null);

    /// <summary>When woken, and on whatever server: nothing of it stands on this one's disk.</summary>
    public static readonly Next Anywhere = new(null) { IsUnplaced = true };

    /// <summary>Not on this server, which lacks what it needs; soon on another, later and later where none has it.</summary>
    public static readonly Next Elsewhere = new(null) { IsElsewhere = true };

    internal bool IsUnplaced { get; private init; }

    internal bool IsElsewhere { get; private init; }

    public static Next At(DateTimeOffset dueAt) => new(dueAt);
}

/// <summary>What a kind of subject does when it runs. One run at a time a subject; a double, late or merged wake must change nothing.</summary>
public interface ISubjectHandler
{
    string Kind { get; }

    /// <summary>How many subjects of this kind may run at once on this server.</summary>
    int MaxConcurrency { get; }

    Task<Next> RunAsync(Owned subject, CancellationToken cancellationToken);
}

/// <summary>The subject was claimed by another run; what was about to be written is not.</summary>
public sealed class OwnershipLostException(Owned owned)
    : Exception($"{owned.Id} is no longer owned by this run (epoch {owned.Epoch}).");

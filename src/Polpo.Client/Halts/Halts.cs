namespace Polpo.Client;

/// <summary>Work that stands still by somebody's word.</summary>
/// <param name="Kind"><c>stop</c>: nothing goes on. <c>drain</c>: nothing new begins.</param>
/// <param name="Workspace">Absent: all of them.</param>
/// <param name="Person">The id of the person whose agents it is about; absent: everybody's.</param>
/// <param name="Of">What it is about, by name.</param>
/// <param name="Running">How many turns are still under way; under a stop they wait where they were cut.</param>
/// <param name="MayLift">Whether the one who asks may lift it.</param>
public sealed record HaltView(
    string Id,
    string Kind,
    string? Workspace,
    string? Person,
    string Of,
    string Reason,
    string By,
    DateTimeOffset Since,
    int Running,
    bool MayLift
)
{
    /// <summary>Absent: it stands.</summary>
    public DateTimeOffset? LiftedAt { get; init; }

    public string? LiftedBy { get; init; }
}

/// <summary>What is to stand still: a workspace, what one person's agents do, or the whole installation when neither is named.</summary>
/// <param name="Kind"><c>stop</c> or <c>drain</c>.</param>
/// <param name="Reason">Everybody whose work waits reads it.</param>
/// <param name="Workspace">An id or the path of a repository.</param>
/// <param name="Person">An id or a name.</param>
public sealed record DeclareHalt(string Kind, string Reason, string? Workspace = null, string? Person = null);

namespace Polpo.Engine.Subjects.Holds;

/// <summary>Keeps subjects from running for as long as it stands: none that it covers is claimed, and those that run are stopped as at a shutdown.</summary>
/// <param name="Workspace">Null: of every workspace.</param>
/// <param name="Person">Null: of everybody.</param>
/// <param name="BeginningsOnly">Only those wait that have parked (<see cref="Next.Parked"/>); what runs goes on.</param>
public sealed record Hold(string Id, string? Workspace, string? Person, bool BeginningsOnly = false)
{
    /// <summary>Whether a subject of this workspace and person stops.</summary>
    public bool Stops(string workspace, string person) =>
        !BeginningsOnly && (Workspace is null || Workspace == workspace) && (Person is null || Person == person);
}

/// <summary>Subjects of this kind run whatever is held: they only tell.</summary>
public sealed record UnheldKind(string Kind);

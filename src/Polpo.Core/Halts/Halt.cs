using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects.Holds;

namespace Polpo.Core.Halts;

/// <summary>Somebody's word that work stands still: of the whole installation, of one workspace, or for one person.</summary>
public sealed class Halt : IIdentified
{
    public static string Prefix => "halt";

    public required Id<Halt> Id { get; init; }

    public required HaltKind Kind { get; init; }

    /// <summary>The workspace's id; empty: all of them.</summary>
    public required string Workspace { get; init; }

    /// <summary>The id of the person whose agents it is about; empty: everybody's.</summary>
    public required string Person { get; init; }

    /// <summary>What it is about, by name, as it was then.</summary>
    public required string OfWhom { get; init; }

    public required string Reason { get; init; }

    public required Id<User> DeclaredBy { get; init; }

    public required string DeclaredByName { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Null: it stands.</summary>
    public DateTimeOffset? LiftedAt { get; set; }

    public string? LiftedByName { get; set; }

    public HaltScope Scope =>
        Workspace.Length > 0 ? HaltScope.Workspace
        : Person.Length > 0 ? HaltScope.Person
        : HaltScope.Installation;

    /// <summary>What the people are told whose work waits for it.</summary>
    public string Sentence =>
        $"{(Kind == HaltKind.Stop ? "Stopped" : "Nothing new begins: drained")} by {DeclaredByName} since {Since:yyyy-MM-dd HH:mm} UTC ({OfWhom}): {Reason.TrimEnd('.')}. It goes on once this is lifted: polpo halt lift {Id}";

    public bool Covers(Id<Workspace> workspace, Id<User> person) =>
        (Workspace.Length == 0 || Workspace == workspace.Text) && (Person.Length == 0 || Person == person.Text);

    internal Hold Hold =>
        new(Id, Workspace.Length == 0 ? null : Workspace, Person.Length == 0 ? null : Person, Kind == HaltKind.Drain);
}

public enum HaltScope
{
    Installation,
    Workspace,
    Person,
}

using Polpo.Core.Identity;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Workspaces.Membership;

/// <summary>That a person sees a workspace. Who is no member, and no Admin, does not know that there is one.</summary>
public sealed class Member
{
    public required Id<Workspace> Workspace { get; init; }

    public required Id<User> User { get; init; }

    public required DateTimeOffset AddedAt { get; init; }
}

public sealed record MemberAdded(Id<Workspace> Workspace, string Name) : IFact
{
    public static string Type => "member.added";
}

public sealed record MemberRemoved(Id<Workspace> Workspace, string Name) : IFact
{
    public static string Type => "member.removed";
}

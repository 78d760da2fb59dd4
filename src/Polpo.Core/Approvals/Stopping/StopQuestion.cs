using Polpo.Core.Agents;
using Polpo.Core.Workspaces;

namespace Polpo.Core.Approvals.Stopping;

/// <summary>A workspace with a gate before the stop of a server.</summary>
/// <param name="Id">Of this one stop, for this workspace.</param>
internal sealed record StopQuestion(string Id, Workspace Workspace, RosterSettings Settings);

/// <summary>What the gates of a workspace say at this moment.</summary>
internal abstract record StopAnswer
{
    public static readonly StopAnswer Yes = new Open();

    public sealed record Open : StopAnswer;

    public sealed record Held(string Reason) : StopAnswer;

    public sealed record No(string Reason) : StopAnswer;
}

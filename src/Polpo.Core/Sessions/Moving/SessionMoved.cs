using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Sessions.Moving;

/// <summary>The session goes on on another server than before.</summary>
/// <param name="Commit">The checkpoint from which its files were restored; null when it had none.</param>
/// <param name="Lost">The steps whose changes to files are gone, as tool and arguments.</param>
/// <param name="Notice">What the agent is told; null when it has used nothing that could be gone.</param>
public sealed record SessionMoved(Id<Turn> Turn, string? Commit, IReadOnlyList<string> Lost, string? Notice) : IFact
{
    public static string Type => "session.moved";
}

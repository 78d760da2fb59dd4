using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Halts;

/// <param name="Workspace">Absent: all of them.</param>
/// <param name="Person">Absent: everybody's agents.</param>
public sealed record HaltDeclared(HaltKind Kind, string? Workspace, string? Person, string OfWhom, string Reason)
    : IFact
{
    public static string Type => "halt.declared";
}

/// <param name="StoodMs">How long it stood.</param>
public sealed record HaltLifted(HaltKind Kind, string? Workspace, string? Person, string OfWhom, long StoodMs) : IFact
{
    public static string Type => "halt.lifted";
}

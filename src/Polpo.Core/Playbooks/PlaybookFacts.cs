using Polpo.Engine.Journal;

namespace Polpo.Core.Playbooks;

/// <param name="Replaced">There was one of that name before.</param>
public sealed record PlaybookStored(string Playbook, bool Replaced) : IFact
{
    public static string Type => "playbook.stored";
}

public sealed record PlaybookDeleted(string Playbook) : IFact
{
    public static string Type => "playbook.deleted";
}

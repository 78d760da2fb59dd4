using Polpo.Engine.Journal;
using Polpo.Engine.Subjects;

namespace Polpo.Engine.Storage;

/// <summary>One transaction on one workspace. Rows are saved, then facts get their numbers, last before the commit.</summary>
public sealed class Work(PolpoDb db, string workspace, DateTimeOffset now)
{
    private readonly List<PendingFact> _facts = [];
    private readonly List<Wake> _wakes = [];

    public PolpoDb Db { get; } = db;

    public string Workspace { get; } = workspace;

    /// <summary>The instant at which the transaction began, by the server's clock.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>The subject whose run writes; null: a person or the system does.</summary>
    internal (string Kind, string Id)? Owner { get; init; }

    /// <summary>Where what it wakes for the first time belongs; null: anywhere.</summary>
    internal string? Disk { get; init; }

    public IReadOnlyList<PendingFact> Facts => _facts;

    public IReadOnlyList<Wake> Wakes => _wakes;

    /// <summary>Appends a fact about <paramref name="subject"/> (the id of a session, a task …) by <paramref name="actor"/> (an agent, a person, "system").</summary>
    public void Append<T>(string subject, string actor, T fact)
        where T : IFact => _facts.Add(PendingFact.Of(subject, actor, fact));

    /// <summary>Has the subject run, now or at a due time. Waking it twice changes nothing but the earlier of the two times.</summary>
    public void Wake(Wake wake) => _wakes.Add(wake);

    /// <summary>The same, but for the run that writes: a run that looks again by itself until it has to wait need not come back to find nothing.</summary>
    public void WakeUnlessOwner(Wake wake)
    {
        if (Owner != (wake.Kind, wake.Id))
            Wake(wake);
    }
}

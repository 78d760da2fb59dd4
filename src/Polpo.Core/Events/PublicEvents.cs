using System.Runtime.CompilerServices;
using Polpo.Engine.Journal;

namespace Polpo.Core.Events;

/// <summary>Reads facts as public events. The same fact gives the same events, whenever it is read.</summary>
public sealed class PublicEvents
{
    private const int Batch = 500;

    private readonly IJournal _journal;
    private readonly EventSubjects _subjects;

    internal PublicEvents(IJournal journal, EventSubjects subjects) => (_journal, _subjects) = (journal, subjects);

    /// <summary>What is wanted after a place: first what is there, then, if it is to follow, what comes, until cancelled.</summary>
    public async IAsyncEnumerable<PublicEvent> ReadAsync(
        string workspace,
        EventPlace after,
        EventFilter filter,
        bool follow,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var facts = follow
            ? _journal.FollowAsync(workspace, after.AboveFact, null, cancellationToken)
            : ThoseThereAsync(workspace, after.AboveFact, cancellationToken);
        await foreach (var fact in facts)
        {
            foreach (var one in await OfAsync(fact, filter, cancellationToken))
            {
                if (after.IsBefore(one))
                    yield return one;
            }
        }
    }

    /// <summary>The events of one fact that are wanted.</summary>
    public async Task<IReadOnlyList<PublicEvent>> OfAsync(
        Fact fact,
        EventFilter filter,
        CancellationToken cancellationToken
    )
    {
        var rules = EventCatalogue.Rules[fact.Type];
        if (!rules.SelectMany(rule => rule.Names).Any(filter.Fits))
            return [];
        var read = new EventFact(fact, await _subjects.OfAsync(fact.Subject, cancellationToken));
        var all = rules
            .SelectMany(rule => rule.Names.Select(name => (Name: name, Data: rule.Data(read))))
            .Where(one => one.Data is not null)
            .ToList();
        return
        [
            .. all.Select(
                    (one, index) =>
                        new PublicEvent(
                            fact.Workspace,
                            fact.Seq,
                            index + 1,
                            index + 1 == all.Count,
                            fact.At,
                            one.Name,
                            one.Data! // filtered above
                        )
                )
                .Where(one => filter.Fits(one.Name)),
        ];
    }

    private async IAsyncEnumerable<Fact> ThoseThereAsync(
        string workspace,
        long after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var head = await _journal.HeadAsync(workspace, cancellationToken);
        while (after < head)
        {
            var facts = await _journal.ReadAsync(workspace, after, Batch, null, cancellationToken);
            if (facts.Count == 0)
                yield break;
            foreach (var fact in facts.TakeWhile(fact => fact.Seq <= head))
                yield return fact;
            after = facts[^1].Seq;
        }
    }
}

using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Sessions;

/// <summary>
/// The calls of a turn that began and have no end. A turn that fails among them answers them: nothing happens in it later, and the session's
/// next turn asks a model, which takes no prompt between a call and its result.
/// </summary>
internal static class BrokenOffCalls
{
    private const int Batch = 500;

    public static async Task<IReadOnlyList<ToolFinished>> ReadAsync(
        IJournal journal,
        Session session,
        Id<Turn> turn,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var open = new List<ToolStarted>();
        for (long after = 0; ; )
        {
            var facts = await journal.ReadAsync(session.Workspace, after, Batch, session.Id, cancellationToken);
            foreach (var fact in facts)
                See(fact, turn, open);
            if (facts.Count < Batch)
                return [.. open.Select(call => End(call, reason))];
            after = facts[^1].Seq;
        }
    }

    private static void See(Fact fact, Id<Turn> turn, List<ToolStarted> open)
    {
        if (fact.Type == ToolStarted.Type && fact.Read<ToolStarted>() is var started && started.Turn == turn)
            open.Add(started);
        else if (fact.Type == ToolFinished.Type && fact.Read<ToolFinished>() is var finished)
            Close(open, finished.Call);
    }

    /// <summary>A model may use an id twice in one reply: each use is a call.</summary>
    private static void Close(List<ToolStarted> open, string call)
    {
        if (open.FindIndex(one => one.Call == call) is >= 0 and var place)
            open.RemoveAt(place);
    }

    private static ToolFinished End(ToolStarted call, string reason) =>
        new(
            call.Turn,
            call.Call,
            call.Name,
            true,
            FactText.Start(
                $"The turn was broken off while this ran: {reason} Its outcome is unknown and it was not run again. Look at the state of the files before you go on.",
                6000
            ),
            null,
            0,
            null
        );
}

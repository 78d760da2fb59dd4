using Polpo.Core.Halts;
using Polpo.Core.Sessions;
using Polpo.Engine.Journal;

namespace Polpo.Core.History.Rules;

/// <param name="everywhere">The stops of the whole installation, which stand in another journal.</param>
internal sealed class StopsHold(IReadOnlyList<Halt> everywhere)
    : HistoryRule("stops", "While a stop stands no turn is asked for, no model replies and no tool is started.")
{
    /// <summary>A reply that was finished at that very moment is still written down; so is one on a server that takes a second to hear of it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, DateTimeOffset> _stops = new(StringComparer.Ordinal);

    public override void See(Fact fact)
    {
        if (fact.Type == HaltDeclared.Type && fact.Read<HaltDeclared>() is { Kind: HaltKind.Stop, Person: null })
            _stops[fact.Subject] = fact.At;
        else if (fact.Type == HaltLifted.Type)
            _stops.Remove(fact.Subject);
        else if (fact.Type == ModelReplied.Type || fact.Type == TurnRequested.Type || fact.Type == ToolStarted.Type)
            Look(fact);
    }

    private void Look(Fact fact)
    {
        foreach (var (stop, since) in _stops)
            if (fact.At > since + Grace)
                Break(fact, $"{fact.Type} under {stop}, which stands since {since:u}.");
        foreach (var stop in everywhere)
            if (fact.At > stop.Since + Grace && !(stop.LiftedAt <= fact.At))
                Break(fact, $"{fact.Type} under {stop.Id}, which stands since {stop.Since:u}.");
    }
}

using System.Globalization;
using Polpo.Core.Schedules;
using Polpo.Engine.Journal;

namespace Polpo.Core.History.Rules;

internal sealed class OccurrencesHappenOnce()
    : HistoryRule("occurrences", "What a schedule asks for at a time happens once, and each of its runs ends once.")
{
    private readonly HashSet<string> _began = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly HashSet<(string Schedule, string At)> _occurrences = [];

    public override void See(Fact fact)
    {
        if (fact.Type == ScheduleTriggered.Type)
            Begin(fact, fact.Read<ScheduleTriggered>());
        else if (fact.Type == ScheduleRunEnded.Type && !_ended.Add(fact.Read<ScheduleRunEnded>().Run.Text))
            Break(fact, $"Run {fact.Read<ScheduleRunEnded>().Run} ends twice.");
    }

    private void Begin(Fact fact, ScheduleTriggered triggered)
    {
        if (!_began.Add(triggered.Run.Text))
            Break(fact, $"Run {triggered.Run} begins twice.");
        var at = triggered.OccurrenceAt.ToString("O", CultureInfo.InvariantCulture);
        // A person may ask for a run at any time, and at the same one.
        if (!triggered.Trigger.StartsWith("manual", StringComparison.Ordinal) && !_occurrences.Add((fact.Subject, at)))
            Break(fact, $"The occurrence of {at} happens twice.");
    }
}

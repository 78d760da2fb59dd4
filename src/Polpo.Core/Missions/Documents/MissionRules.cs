using Polpo.Core.Missions.Rules;

namespace Polpo.Core.Missions.Documents;

/// <summary>What has to hold between the parts of a document: titles are unique, what is named exists, nothing waits for itself.</summary>
internal sealed class MissionRules(
    MissionDocument document,
    IReadOnlyList<TaskPlace> tasks,
    IReadOnlyList<HoldPlace> holds,
    MissionProblems problems
)
{
    /// <summary>Of a gate between halves of ten thousand tasks there could be millions.</summary>
    private const int MostLoose = 1_000;

    private readonly HashSet<string> _titles = [.. tasks.Select(place => place.Task.Title)];

    public void Check(MissionFields body)
    {
        Twins();
        foreach (var (task, fields) in tasks)
            Known(fields, "dependsOn", task.Title);
        foreach (var (_, fields) in holds)
        {
            Known(fields, "afterTasks", null);
            Known(fields, "blocksTasks", null);
        }
        // Who waits for whom can be told only when everybody is known.
        if (problems.Any)
            return;
        var graph = MissionGraph.Of(document);
        if (graph.Circle() is { } circle)
            body.Note(
                "tasks",
                $"wait for each other in a circle, by dependsOn or by a gate, checkpoint or delay: {Shown(circle)}. Take one of these away."
            );
        else
            Loose(graph);
    }

    private void Twins()
    {
        foreach (
            var (task, fields) in tasks
                .Where(place => place.Task.Title.Length > 0)
                .GroupBy(place => place.Task.Title)
                .SelectMany(group => group.Skip(1))
        )
            fields.Note(
                "title",
                $"is \"{task.Title}\", as another task is called. Titles are unique in a mission: rename one."
            );
    }

    private void Known(MissionFields fields, string field, string? own)
    {
        foreach (var (part, path) in fields.Items(field))
        {
            if (part.Kind != System.Text.Json.JsonTokenType.String)
                continue;
            if (part.Text == own)
                problems.Add(part, path, "names the task itself. Take it out.");
            else if (!_titles.Contains(part.Text))
                problems.Add(part, path, $"names \"{part.Text}\", but no task has this title.{Near(part.Text)}");
        }
    }

    private void Loose(MissionGraph graph)
    {
        foreach (var (hold, blocked, missing) in graph.Loose(HoldKind.QualityGate).Take(MostLoose))
        {
            var place = holds.First(place => place.Hold == hold);
            place.Fields.Note(
                "blocksTasks",
                $"names \"{blocked}\", which does not depend on \"{missing}\" of afterTasks. Add \"{missing}\" to its dependsOn."
            );
        }
    }

    private string Near(string title)
    {
        var near = _titles.FirstOrDefault(known =>
            known.Trim().Equals(title.Trim(), StringComparison.OrdinalIgnoreCase)
        );
        return near is null ? " Titles must match to the letter." : $" Did you mean \"{near}\"?";
    }

    private static string Shown(IReadOnlyList<string> circle)
    {
        const int most = 12;
        var titles = circle.Select(title => $"\"{title}\"");
        return circle.Count <= most
            ? string.Join(" → ", titles)
            : $"{string.Join(" → ", titles.Take(most))} → … ({circle.Count - 1} tasks) → \"{circle[0]}\"";
    }
}

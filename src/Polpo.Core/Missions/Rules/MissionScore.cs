namespace Polpo.Core.Missions.Rules;

/// <summary>How good a mission's results are: the tasks' scores, 1 to 5, weighted by priority.</summary>
public static class MissionScore
{
    /// <returns>Two decimals; null when nothing was scored.</returns>
    public static decimal? Of(IEnumerable<TaskNow> tasks)
    {
        var scored = tasks.Where(task => task is { Status: Tasks.TaskStatus.Done, Score: not null }).ToList();
        var weights = scored.Sum(Weight);
        // Priorities of zero order the work; they must not make the score vanish.
        return Average(scored, weights > 0 ? Weight : _ => 1);
    }

    /// <summary>The plain average that a quality gate looks at.</summary>
    public static decimal? Average(IEnumerable<TaskNow> tasks) =>
        Average([.. tasks.Where(task => task.Score is not null)], _ => 1);

    private static decimal? Average(IReadOnlyList<TaskNow> scored, Func<TaskNow, decimal> weight) =>
        scored.Count == 0
            ? null
            : Math.Round(
                scored.Sum(task => task.Score!.Value * weight(task)) / scored.Sum(weight), // only scored ones
                2,
                MidpointRounding.AwayFromZero
            );

    private static decimal Weight(TaskNow task) => (decimal)Math.Max(0, task.Priority);
}

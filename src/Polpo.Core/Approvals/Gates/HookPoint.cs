using System.Text;

namespace Polpo.Core.Approvals.Gates;

/// <summary>
/// Where gates are asked: each is awaited before the step that it names, in the transaction of that step. What comes after a step
/// follows from its facts.
/// </summary>
public enum HookPoint
{
    /// <summary>A task is asked for.</summary>
    TaskCreate,

    /// <summary>A ready task gets its agent; also written <c>task:assign</c>.</summary>
    TaskSpawn,

    /// <summary>The engine moves a task on: wherever spawn, complete, fail and retry are asked, after them, with <c>transition.from</c> and <c>.to</c>.</summary>
    TaskTransition,

    /// <summary>An accepted result is about to count as done.</summary>
    TaskComplete,

    /// <summary>A task whose result was not accepted is about to fail.</summary>
    TaskFail,

    /// <summary>Another attempt is about to be made.</summary>
    TaskRetry,

    MissionExecute,
    MissionComplete,

    /// <summary>A result is about to be assessed.</summary>
    AssessmentRun,

    /// <summary>The assessment is in; what follows from it is about to be done.</summary>
    AssessmentComplete,

    /// <summary>A quality gate of a mission is about to pass.</summary>
    QualityGate,

    /// <summary>A deadline has passed and its action is about to be taken.</summary>
    QualitySla,

    ScheduleTrigger,

    /// <summary>The engine looks whether a pending task may start.</summary>
    OrchestratorTick,

    /// <summary>A server is told to stop.</summary>
    OrchestratorShutdown,
}

public static class HookPoints
{
    private static readonly Dictionary<string, HookPoint> Words = Enum.GetValues<HookPoint>()
        .ToDictionary(point => point.Word(), StringComparer.Ordinal);

    /// <summary>Every point as files write it.</summary>
    public static IEnumerable<string> All => Words.Keys;

    /// <summary>As files write it, such as <c>task:create</c>.</summary>
    public static string Word(this HookPoint point)
    {
        var name = point.ToString();
        var second = 1 + name.AsSpan(1).IndexOfAnyInRange('A', 'Z');
        return new StringBuilder(name).Insert(second, ':').ToString().ToLowerInvariant();
    }

    /// <summary>Reads <c>task:create</c>, <c>before:task:create</c> and the older <c>task:assign</c>.</summary>
    public static HookPoint? Parse(string word)
    {
        var bare = word.StartsWith("before:", StringComparison.Ordinal) ? word["before:".Length..] : word;
        return bare == "task:assign" ? HookPoint.TaskSpawn
            : Words.TryGetValue(bare, out var point) ? point
            : null;
    }
}

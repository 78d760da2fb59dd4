using System.Globalization;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tasks.Deadlines;

/// <summary>What a person may set as a task's deadline.</summary>
public static class DeadlineRule
{
    /// <exception cref="RefusedException">It is over already: the task would be violated before it is made.</exception>
    public static void RefusePast(DateTimeOffset? deadline, DateTimeOffset now)
    {
        if (deadline is { } due && due <= now)
            throw new RefusedException(
                Refusal.Invalid,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The deadline {due:yyyy-MM-dd HH:mm zzz} is past: it is {now.ToOffset(due.Offset):yyyy-MM-dd HH:mm zzz} now. Give a later one, or leave it out."
                )
            );
    }
}

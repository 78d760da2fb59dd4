using System.Text.Json.Nodes;
using Polpo.Core.Identity;
using Polpo.Core.Schedules.Timing;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Schedules;

/// <summary>Work that is asked for by the clock: when, what, and what becomes of occurrences that come late or too early.</summary>
public sealed class Schedule : IIdentified
{
    public static string Prefix => "sch";

    public required Id<Schedule> Id { get; init; }

    public required Id<Workspace> Workspace { get; init; }

    /// <summary>For whom it acts, with that person's rights and no more.</summary>
    public required Id<User> Owner { get; set; }

    public required string OwnerName { get; set; }

    public string? Name { get; set; }

    public string? Description { get; set; }

    public required ScheduleTiming Timing { get; set; }

    /// <summary>What it starts; <c>kind</c> names the surface that understands the rest.</summary>
    public required JsonObject Invocation { get; set; }

    public required SchedulePolicy Policy { get; set; }

    public JsonObject? Metadata { get; set; }

    public ScheduleStatus Status { get; private set; } = ScheduleStatus.Active;

    /// <summary>The minute on the wall clock that comes next.</summary>
    public DateTime? NextShown { get; private set; }

    public DateTimeOffset? NextOccurrenceAt { get; private set; }

    public DateTimeOffset? LastOccurrenceAt { get; set; }

    /// <summary>When the clock was last looked at: an earlier time than this means that it was put back.</summary>
    public required DateTimeOffset LookedAt { get; set; }

    /// <summary>Runs so far, skipped ones too.</summary>
    public int Runs { get; set; }

    /// <summary>Who wants it to be changed says which revision was seen.</summary>
    public int Revision { get; set; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public string InvocationKind => Invocation["kind"]?.GetValue<string>() ?? "";

    public Caller Caller => new(Owner, OwnerName);

    public Occurrence? Next => NextShown is { } shown && NextOccurrenceAt is { } at ? new Occurrence(shown, at) : null;

    /// <summary>How people call it.</summary>
    public string Title => Name ?? Id.Text;

    internal void Await(Occurrence? next) => (NextShown, NextOccurrenceAt) = (next?.Shown, next?.At);

    /// <exception cref="RefusedException">A schedule in this state cannot do that.</exception>
    internal void Make(ScheduleMove move)
    {
        var word = move.ToString().ToLowerInvariant();
        Status =
            Status.After(move)
            ?? throw new RefusedException(
                Refusal.Conflict,
                $"The schedule {Title} is {Status.Word()}; there is nothing to {word}."
            );
    }
}

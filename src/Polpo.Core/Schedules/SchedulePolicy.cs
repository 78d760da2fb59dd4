using Polpo.Engine.Kernel;

namespace Polpo.Core.Schedules;

public enum CatchUp
{
    /// <summary>What was missed by more than the grace is not run.</summary>
    Skip,

    /// <summary>Of what was missed, the newest is run, however late.</summary>
    Latest,
}

/// <summary>What happens to an occurrence that comes late, or while an earlier one is still at work.</summary>
/// <param name="MisfireGraceSeconds">How late an occurrence may be and still run.</param>
/// <param name="MaxConcurrency">How many runs may be at work at once; one more is skipped.</param>
public sealed record SchedulePolicy(
    CatchUp CatchUp = CatchUp.Skip,
    int MisfireGraceSeconds = 300,
    int MaxConcurrency = 1
)
{
    private const int LongestGrace = 7 * 24 * 3600;
    private const int MostAtOnce = 100;

    internal TimeSpan Grace => TimeSpan.FromSeconds(MisfireGraceSeconds);

    internal SchedulePolicy Checked() =>
        MisfireGraceSeconds is < 0 or > LongestGrace
            ? throw new RefusedException(
                Refusal.Invalid,
                $"policy.misfireGraceSeconds is {MisfireGraceSeconds}; it must lie between 0 and {LongestGrace} (seven days)."
            )
        : MaxConcurrency is < 1 or > MostAtOnce
            ? throw new RefusedException(
                Refusal.Invalid,
                $"policy.maxConcurrency is {MaxConcurrency}; it must lie between 1 and {MostAtOnce}."
            )
        : this;
}

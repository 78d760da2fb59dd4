using Polpo.Core.Access;
using Polpo.Core.Workspaces.Membership;

namespace Polpo.Core.Schedules;

internal static class ScheduleMandate
{
    /// <summary>Why nothing fires any more, and what would help.</summary>
    public static string Halted(Schedule schedule, string lost) =>
        $"{lost} Whoever may do what it starts takes it over: polpo schedule resume {schedule.Id}";

    /// <summary>Whether its owner may still have it start what it starts.</summary>
    public static Task<Mandate> OfAsync(
        this Mandates mandates,
        Schedule schedule,
        CancellationToken cancellationToken
    ) =>
        mandates.OfAsync(
            schedule.Workspace,
            schedule.Caller,
            PermissionKeys.AutomationsManage,
            schedule.Invocation,
            cancellationToken
        );
}

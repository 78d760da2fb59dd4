using Polpo.Core.Access;
using Polpo.Core.Identity;

namespace Polpo.Core.Schedules;

/// <summary>Of whose schedules one may see and change what: one's own, or everybody's in the workspace.</summary>
internal static class ScheduleRights
{
    public static bool SeesAll(this Caller caller) =>
        caller.Rights.May(PermissionKeys.AutomationsView) || caller.Rights.May(PermissionKeys.AutomationsManageAll);

    public static IQueryable<Schedule> SeenBy(this IQueryable<Schedule> schedules, Caller caller)
    {
        var user = caller.User;
        return caller.SeesAll() ? schedules : schedules.Where(row => row.Owner == user);
    }

    /// <exception cref="Engine.Kernel.RefusedException">It is somebody else's, and the caller manages only their own.</exception>
    public static void RequireManage(this Caller caller, Schedule schedule)
    {
        if (schedule.Owner != caller.User)
            caller.Require(PermissionKeys.AutomationsManageAll);
    }
}

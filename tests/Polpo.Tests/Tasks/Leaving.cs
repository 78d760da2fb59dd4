using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces.Membership;
using Polpo.Engine.Kernel;

namespace Polpo.Tests.Tasks;

/// <summary>Ben, a Developer and member of the workspace, and the ways in which he loses what he may.</summary>
internal static class Leaving
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<Caller> BenAsync(this TaskBench bench)
    {
        var ben = await bench.JoinAsync(new Caller(Id<User>.New(TimeProvider.System), "Ben"), "Developer");
        await bench.Engine.Get<Members>().AddAsync(bench.Workspace.Id, "Ben", bench.Caller, Stop);
        return ben;
    }

    /// <summary>All that a role grants from now on.</summary>
    public static async Task GrantAsync(this TaskBench bench, string role, params string[] permissions)
    {
        var root = bench.Caller with { Rights = Rights.Of([Rights.Admin]) };
        await bench.Engine.Get<Roles>().SetAsync(role, permissions, root, Stop);
    }

    /// <param name="how"><c>disabled</c>, <c>removed</c> from the workspace, or <c>demoted</c> to a Viewer.</param>
    public static async Task LeaveAsync(this TaskBench bench, string how)
    {
        var people = bench.Engine.Get<People>();
        var root = await bench.JoinAsync(new Caller(Id<User>.New(TimeProvider.System), "Root"), Role.Admin);
        await (
            how switch
            {
                "disabled" => people.SetEnabledAsync("Ben", false, root, Stop),
                "demoted" => people.SetRolesAsync("Ben", ["Viewer"], root, Stop),
                "removed" => bench.Engine.Get<Members>().RemoveAsync(bench.Workspace.Id, "Ben", root, Stop),
                _ => throw new ArgumentOutOfRangeException(nameof(how), how, null),
            }
        );
    }
}

using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Gateway;
using Polpo.Core.Halts;
using Polpo.Core.Identity;
using Polpo.Core.Tasks;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using Xunit;

namespace Polpo.Tests.Halts;

/// <summary>Tasks, a model that waits, and an Admin who halts them.</summary>
internal static class HaltBench
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<TaskBench> StartAsync(Database database, HeldModel model) =>
        TaskBench.StartAsync(database, _ => FakeGateway.Say("Done."), null, null, Token, Over(model));

    public static Action<IServiceCollection> Over(HeldModel model) =>
        services => services.AddSingleton<IGateway>(model);

    public static Caller Admin(this TaskBench bench) => bench.Caller with { Rights = Rights.Of([Rights.Admin]) };

    public static Task<AgentTask> AddAsync(this TaskBench bench, string title) =>
        bench.AddAsync(new TaskSpec { Workspace = default, Title = title });

    public static Task<Halt> StopAsync(this TaskBench bench) =>
        bench.DeclareAsync(new HaltOrder(HaltKind.Stop, null, null, "It burns."));

    public static Task<Halt> DrainAsync(this TaskBench bench) =>
        bench.DeclareAsync(new HaltOrder(HaltKind.Drain, bench.Workspace.Id, null, "We go home."));

    public static Task<Halt> DeclareAsync(this TaskBench bench, HaltOrder order) =>
        bench.Engine.Get<HaltCommands>().DeclareAsync(order, bench.Admin(), Token);

    public static Task LiftAsync(this TaskBench bench, Halt halt) =>
        bench.Engine.Get<HaltCommands>().LiftAsync(halt.Id, bench.Admin(), Token);
}

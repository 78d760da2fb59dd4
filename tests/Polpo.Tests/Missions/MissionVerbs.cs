using Polpo.Core.Approvals.Requests;
using Polpo.Core.Missions;
using Polpo.Engine.Kernel;
using Polpo.Tests.Tasks;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Missions;

/// <summary>What a person does to missions, on a bench of real drivers.</summary>
internal static class MissionVerbs
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static MissionCommands Missions(this TaskBench bench) => bench.Engine.Get<MissionCommands>();

    public static Task<Mission> WriteAsync(this TaskBench bench, string document) =>
        bench.Missions().CreateAsync(bench.Workspace.Id, document, "", null, bench.Caller, Token);

    /// <summary>Stores it, runs it, and waits until nothing goes on by itself.</summary>
    public static async Task<MissionDetails> PlayAsync(this TaskBench bench, string document)
    {
        var mission = await bench.WriteAsync(document);
        await bench.Missions().ExecuteAsync(mission.Id, bench.Caller, Token);
        return await bench.SettledAsync(mission.Id);
    }

    public static async Task<MissionDetails> SettledAsync(this TaskBench bench, Id<Mission> id)
    {
        await bench.Engine.Idleness.WaitAsync(Token);
        return await bench.Engine.Get<MissionQueries>().DetailsAsync(id, bench.Caller, Token);
    }

    public static async Task<IReadOnlyList<Approval>> PendingAsync(this TaskBench bench) =>
        [.. (await bench.RequestsAsync()).Where(request => request.Status == ApprovalStatus.Pending)];

    /// <summary>Approves the only thing that waits.</summary>
    public static async Task ApproveAsync(this TaskBench bench) =>
        await bench.Approvals.ApproveAsync(
            (await bench.PendingAsync()).ShouldHaveSingleItem().Id,
            null,
            bench.Caller,
            Token
        );

    /// <summary>Rejects the only thing that waits.</summary>
    public static async Task RejectAsync(this TaskBench bench, string? feedback = null) =>
        await bench.Approvals.RejectAsync(
            (await bench.PendingAsync()).ShouldHaveSingleItem().Id,
            feedback,
            bench.Caller,
            Token
        );

    /// <summary>The types of the mission's facts, in their order.</summary>
    public static async Task<IReadOnlyList<string>> FactsAsync(this TaskBench bench, MissionDetails mission) =>
        [.. (await bench.FactsAsync(mission.Mission.Id)).Select(fact => fact.Type)];

    /// <summary>Another server in the place of this one.</summary>
    public static async Task RestartAsync(this TaskBench bench)
    {
        await bench.Engine.DisposeAsync();
        await bench.StartServerAsync();
    }
}

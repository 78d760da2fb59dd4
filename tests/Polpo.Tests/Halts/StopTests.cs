using Polpo.Core.Halts;
using Polpo.Core.Identity;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Halts;

public sealed class StopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task A_turn_in_the_middle_of_a_reply_is_cut_and_goes_on_once_the_stop_is_lifted(Database database)
    {
        var model = new HeldModel();
        await using var bench = await HaltBench.StartAsync(database, model);
        var task = await bench.AddAsync("Write it");
        await model.BegunAsync(1, Token);

        var stop = await bench.StopAsync();
        await bench.Engine.Idleness.WaitAsync(Token);

        model.Cut.Count.ShouldBe(1);
        (await bench.GetAsync(task.Id)).Status.ShouldBe(TaskStatus.InProgress);
        (await bench.SessionsAsync()).ShouldHaveSingleItem().Status.ShouldBe(SessionStatus.Running);
        model.Goes();
        await bench.LiftAsync(stop);
        var ended = await bench.SettleAsync(task.Id);
        ended.Status.ShouldBe(TaskStatus.Done, ended.Reason);
        ended.Attempts.ShouldBe(1);
        model.Calls.Count.ShouldBe(2);
        var facts = await bench.FactsAsync();
        facts.Count(fact => fact.Type == TurnRequested.Type).ShouldBe(1);
        facts.Count(fact => fact.Type == TurnEnded.Type).ShouldBe(1);
        facts.Count(fact => fact.Type == ModelReplied.Type).ShouldBe(1);
    }

    [Theory, OnEachDatabase]
    public async Task Twenty_sessions_are_cut_and_none_asks_a_model_before_the_stop_is_lifted(Database database)
    {
        var model = new HeldModel();
        await using var bench = await HaltBench.StartAsync(database, model);
        var tasks = new List<AgentTask>();
        for (var number = 0; number < 20; number++)
            tasks.Add(await bench.AddAsync($"Part {number}"));
        await model.BegunAsync(20, Token);

        var stop = await bench.StopAsync();
        var late = await bench.AddAsync("Late");
        await bench.Engine.Idleness.WaitAsync(Token);
        model.Goes();
        await bench.Engine.Idleness.WaitAsync(Token);

        model.Calls.Count.ShouldBe(20);
        (await bench.GetAsync(late.Id)).Status.ShouldBe(TaskStatus.Pending);
        (await bench.Engine.Get<SessionQueries>().CountRunningAsync(stop, Token)).ShouldBe(20);
        await bench.LiftAsync(stop);
        await bench.Engine.Idleness.WaitAsync(Token);
        foreach (var task in tasks.Append(late))
            (await bench.GetAsync(task.Id)).Status.ShouldBe(TaskStatus.Done);
        model.Calls.Count.ShouldBe(41);
    }

    [Theory, OnEachDatabase]
    public async Task A_server_that_starts_under_a_stop_begins_nothing(Database database)
    {
        var model = new HeldModel();
        await using var bench = await HaltBench.StartAsync(database, model);
        var task = await bench.AddAsync("Write it");
        await model.BegunAsync(1, Token);
        var stop = await bench.StopAsync();
        await bench.Engine.DisposeAsync();
        model.Goes();

        await bench.StartServerAsync(HaltBench.Over(model));
        await bench.Engine.Idleness.WaitAsync(Token);

        model.Calls.Count.ShouldBe(1);
        await bench.LiftAsync(stop);
        (await bench.SettleAsync(task.Id)).Status.ShouldBe(TaskStatus.Done);
    }

    [Theory, OnEachDatabase]
    public async Task What_a_stop_is_not_about_goes_on(Database database)
    {
        var model = new HeldModel();
        model.Goes();
        await using var bench = await HaltBench.StartAsync(database, model);
        var other = Directory.CreateDirectory(Path.Combine(bench.Repository, "..", "other", ".git")).Parent!.FullName;
        var elsewhere = await bench
            .Engine.Get<Polpo.Core.Workspaces.WorkspaceCommands>()
            .OpenAsync(other, null, bench.Caller, Token);

        var stop = await bench.DeclareAsync(new HaltOrder(HaltKind.Stop, elsewhere.Id, null, "It burns there."));

        (await bench.RunAsync(new TaskSpec { Workspace = default, Title = "Here" })).Status.ShouldBe(TaskStatus.Done);
        var there = await bench.Commands.CreateAsync(
            new TaskSpec { Workspace = elsewhere.Id, Title = "There" },
            bench.Caller,
            Token
        );
        await bench.Engine.Idleness.WaitAsync(Token);
        (await bench.GetAsync(there.Id)).Status.ShouldBe(TaskStatus.Pending);
        await bench.LiftAsync(stop);
        (await bench.SettleAsync(there.Id)).Status.ShouldBe(TaskStatus.Done);
    }

    [Theory, OnEachDatabase]
    public async Task A_stop_twice_is_one_and_a_lifted_one_stays_lifted(Database database)
    {
        var model = new HeldModel();
        await using var bench = await HaltBench.StartAsync(database, model);

        var first = await bench.StopAsync();
        var again = await bench.StopAsync();
        again.Id.ShouldBe(first.Id);
        await bench.LiftAsync(first);
        await bench.LiftAsync(first);
        (await bench.StopAsync()).Id.ShouldNotBe(first.Id);

        var facts = await bench.Engine.Journal.ReadAsync(Users.Installation, 0, 100, null, Token);
        facts
            .Where(fact => fact.Type.StartsWith("halt.", StringComparison.Ordinal))
            .Select(fact => fact.Type)
            .ShouldBe([HaltDeclared.Type, HaltLifted.Type, HaltDeclared.Type]);
    }

    [Fact]
    public async Task A_stop_is_for_those_who_may()
    {
        await using var bench = await HaltBench.StartAsync(Database.Sqlite, new HeldModel());
        var halts = bench.Engine.Get<HaltCommands>();
        var manager = bench.Caller with { Rights = Rights.Of(["sessions.manage_all"]) };
        var stranger = new Caller(Id<User>.New(TimeProvider.System), "Eve") { Rights = manager.Rights };
        var everything = new HaltOrder(HaltKind.Stop, null, null, "Why not");
        var here = everything with { Workspace = bench.Workspace.Id };

        (await RefusalAsync(halts.DeclareAsync(everything, manager, Token))).ShouldBe(Refusal.Forbidden);
        (await RefusalAsync(halts.DeclareAsync(everything with { Person = "Ada" }, manager, Token))).ShouldBe(
            Refusal.Forbidden
        );
        (await RefusalAsync(halts.DeclareAsync(here, bench.Caller, Token))).ShouldBe(Refusal.Forbidden);
        (await RefusalAsync(halts.DeclareAsync(here, stranger, Token))).ShouldBe(Refusal.NotFound);
        (await RefusalAsync(halts.DeclareAsync(here with { Reason = " " }, manager, Token))).ShouldBe(Refusal.Invalid);
        (await RefusalAsync(halts.DeclareAsync(here with { Person = "Ada" }, bench.Admin(), Token))).ShouldBe(
            Refusal.Invalid
        );
        var mine = await halts.DeclareAsync(here, manager, Token);
        (await RefusalAsync(halts.LiftAsync(mine.Id, stranger, Token))).ShouldBe(Refusal.NotFound);
        (await RefusalAsync(halts.LiftAsync(mine.Id, bench.Caller, Token))).ShouldBe(Refusal.Forbidden);
        var all = await bench.StopAsync();
        (await RefusalAsync(halts.LiftAsync(all.Id, manager, Token))).ShouldBe(Refusal.Forbidden);
        (await bench.Engine.Get<HaltQueries>().ListAsync(stranger, Token)).ShouldHaveSingleItem().Id.ShouldBe(all.Id);
        (await halts.LiftAsync(mine.Id, manager, Token)).LiftedByName.ShouldBe("Ada");
    }

    private static async Task<Refusal> RefusalAsync(Task asked) =>
        (await Should.ThrowAsync<RefusedException>(() => asked)).Refusal;
}

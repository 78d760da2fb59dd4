using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class FactNumberTests : EngineSuite
{
    [Theory, OnEachDatabase]
    public async Task Sixteen_writers_leave_no_gap(Database database)
    {
        var engine = await StartAsync(database);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 400),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Stop },
            async (number, stop) => await engine.Database.NoteAsync("ws", $"s{number % 7}", $"{number}", stop)
        );

        var facts = await engine.Journal.ReadAsync("ws", 0, 1000, null, Stop);
        facts.Select(fact => fact.Seq).ShouldBe(Enumerable.Range(1, 400).Select(seq => (long)seq));
        facts.Select(fact => fact.Read<Noted>().Text).Distinct().Count().ShouldBe(400);
        (await engine.Journal.HeadAsync("ws", Stop)).ShouldBe(400);
    }

    [Theory, OnEachDatabase]
    public async Task Each_workspace_counts_for_itself(Database database)
    {
        var engine = await StartAsync(database);
        await engine.Database.NoteAsync("one", "s", "a", Stop);
        await engine.Database.NoteAsync("two", "s", "b", Stop);
        await engine.Database.NoteAsync("two", "s", "c", Stop);

        (await engine.Journal.HeadAsync("one", Stop)).ShouldBe(1);
        (await engine.Journal.ReadAsync("two", 1, 10, null, Stop))
            .ShouldHaveSingleItem()
            .Read<Noted>()
            .Text.ShouldBe("c");
        (await engine.Journal.HeadAsync("three", Stop)).ShouldBe(0);
    }

    [Theory, OnEachDatabase]
    public async Task A_command_that_throws_leaves_nothing(Database database)
    {
        var engine = await StartAsync(database);
        var refused = engine.Database.WriteAsync(
            "ws",
            work =>
            {
                work.Append("s", "test", new Noted("never"));
                throw new RefusedException(Refusal.Conflict, "No.");
            },
            Stop
        );

        (await refused.ShouldThrowAsync<RefusedException>()).Message.ShouldBe("No.");
        await engine.Database.NoteAsync("ws", "s", "first", Stop);
        (await engine.Journal.ReadAsync("ws", 0, 10, null, Stop)).ShouldHaveSingleItem().Seq.ShouldBe(1);
    }

    [Theory, OnEachDatabase]
    public async Task A_fact_that_is_too_large_is_a_bug_of_its_writer(Database database)
    {
        var engine = await StartAsync(database);
        await engine.Database.NoteAsync("ws", "s", new string('a', PendingFact.MaxBytes - 100), Stop);

        var tooLarge = engine.Database.NoteAsync("ws", "s", new string('ä', PendingFact.MaxBytes / 2), Stop);
        (await tooLarge.ShouldThrowAsync<InvalidOperationException>()).Message.ShouldContain("test.noted");
        (await engine.Journal.HeadAsync("ws", Stop)).ShouldBe(1);
    }

    [Theory, OnEachDatabase]
    public async Task One_command_may_append_many_facts(Database database)
    {
        var engine = await StartAsync(database);
        await engine.Database.WriteAsync(
            "ws",
            work =>
            {
                for (var i = 0; i < 130; i++)
                    work.Append("s", "test", new Noted($"{i}"));
                return Task.CompletedTask;
            },
            Stop
        );

        var facts = await engine.Journal.ReadAsync("ws", 0, 1000, "s", Stop);
        facts.Select(fact => fact.Read<Noted>().Text).ShouldBe(Enumerable.Range(0, 130).Select(i => $"{i}"));
    }
}

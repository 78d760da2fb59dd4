using Polpo.Engine.Journal;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class FollowTests : EngineSuite
{
    [Theory, OnEachDatabase]
    public async Task A_follower_gets_each_fact_once_and_in_order(Database database)
    {
        var engine = await StartAsync(database);
        await engine.Database.NoteAsync("ws", "s", "before", Stop);
        var followers = Enumerable.Range(0, 3).Select(_ => TakeAsync(engine.Journal, 0, 101)).ToList();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 100),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop },
            async (number, stop) => await engine.Database.NoteAsync("ws", $"s{number}", "during", stop)
        );

        foreach (var follower in followers)
            (await follower).ShouldBe(Enumerable.Range(1, 101).Select(seq => (long)seq));
    }

    [Theory, OnEachDatabase]
    public async Task A_follower_that_comes_back_goes_on_where_it_was(Database database)
    {
        var engine = await StartAsync(database);
        for (var i = 0; i < 10; i++)
            await engine.Database.NoteAsync("ws", "s", $"{i}", Stop);

        (await TakeAsync(engine.Journal, 0, 4)).ShouldBe([1, 2, 3, 4]);
        (await TakeAsync(engine.Journal, 4, 6)).ShouldBe([5, 6, 7, 8, 9, 10]);
    }

    [Theory, OnEachDatabase]
    public async Task A_follower_of_one_subject_hears_of_no_other_and_of_no_other_workspace(Database database)
    {
        var engine = await StartAsync(database);
        var mine = TakeAsync(engine.Journal, 0, 2, "mine");
        await engine.Database.NoteAsync("ws", "other", "a", Stop);
        await engine.Database.NoteAsync("ws", "mine", "b", Stop);
        await engine.Database.NoteAsync("elsewhere", "mine", "c", Stop);
        await engine.Database.NoteAsync("ws", "mine", "d", Stop);

        (await mine).ShouldBe([2, 3]);
    }

    [Theory, OnEachDatabase]
    public async Task More_facts_than_a_batch_come_whole(Database database)
    {
        var engine = await StartAsync(database);
        for (var round = 0; round < 3; round++)
        {
            await engine.Database.WriteAsync(
                "ws",
                work =>
                {
                    for (var i = 0; i < 400; i++)
                        work.Append("s", "test", new Noted("x"));
                    return Task.CompletedTask;
                },
                Stop
            );
        }

        (await TakeAsync(engine.Journal, 0, 1200)).ShouldBe(Enumerable.Range(1, 1200).Select(seq => (long)seq));
    }

    [Fact]
    public async Task Another_server_is_told_of_a_commit()
    {
        var shared = await NewDatabaseAsync(Database.Postgres);
        var one = await StartAsync(shared);
        var two = await StartAsync(shared);
        var there = TakeAsync(two.Journal, 0, 20);
        for (var i = 0; i < 20; i++)
            await one.Database.NoteAsync("ws", "s", $"{i}", Stop);

        (await there).Count.ShouldBe(20);
    }

    private static async Task<IReadOnlyList<long>> TakeAsync(
        IJournal journal,
        long after,
        int count,
        string? subject = null
    )
    {
        var seen = new List<long>();
        await foreach (var fact in journal.FollowAsync("ws", after, subject, Stop))
        {
            seen.Add(fact.Seq);
            if (seen.Count == count)
                break;
        }
        return seen;
    }
}

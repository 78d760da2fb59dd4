using System.IO.Pipelines;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Polpo.Core.Identity;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Server.Access;
using Polpo.Server.Events;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Server;

/// <summary>The public events as anyone with an SSE library reads them.</summary>
public sealed class PublicEventTests : ServerSuite
{
    private Workspace _workspace = null!;

    [Fact]
    public async Task Names_payloads_and_places_come_in_order()
    {
        await HappenAsync(Fixed(1));
        await using var events = await ListenAsync("filter=task:*&after=0");
        var (name, id, data) = await events.NextAsync();
        (name, id).ShouldBe(("task:fix", "2"));
        JsonDocument.Parse(data).RootElement.GetProperty("attempt").GetInt32().ShouldBe(1);
        JsonDocument.Parse(data).RootElement.TryGetProperty("timestamp", out _).ShouldBeTrue();
        await HappenAsync(Moved(TaskStatus.Done));
        var names = new List<(string, string?)>();
        for (var i = 0; i < 3; i++)
        {
            (name, id, _) = await events.NextAsync();
            names.Add((name, id));
        }
        names.ShouldBe([("task:transition", "3.1"), ("task:updated", "3.2"), ("task:completed", "3")]);
    }

    [Theory]
    [InlineData("2", "task:transition 3.1|task:updated 3.2|task:completed 3")]
    [InlineData("3.1", "task:updated 3.2|task:completed 3")]
    [InlineData("3.2", "task:completed 3")]
    [InlineData("3", "task:fix 4")]
    public async Task Who_comes_back_misses_nothing_and_hears_nothing_twice(string last, string next)
    {
        await HappenAsync(Fixed(1));
        await HappenAsync(Moved(TaskStatus.Done));
        await HappenAsync(Fixed(2));
        await using var events = await ListenAsync("filter=task:*", ("Last-Event-ID", last));
        foreach (var expected in next.Split('|'))
        {
            var (name, id, _) = await events.NextAsync();
            $"{name} {id}".ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Only_what_was_asked_for_comes_and_no_frames()
    {
        await HappenAsync(Moved(TaskStatus.Failed));
        await HappenAsync(Moved(TaskStatus.Done));
        await using var events = await ListenAsync("filter=task:completed&after=0&follow=false");
        (await events.NextAsync()).Name.ShouldBe("task:completed");
        (await events.EndAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_thousand_missed_events_are_all_there_after_a_restart_of_the_reader()
    {
        await OpenAsync();
        await Polpo
            .Get<IDatabase>()
            .WriteAsync(
                _workspace.Id,
                work =>
                {
                    for (var i = 1; i <= 3000; i++)
                        work.Append(Subject, "system", Fixed(i));
                    return Task.CompletedTask;
                },
                Stop
            );
        var seen = new List<string>();
        await foreach (var one in Polpo.Api.PublicEvents.ReadAsync("task:fix", 10_000, cancellationToken: Stop))
            seen.Add(one.Place);
        seen.ShouldBe(Enumerable.Range(2, 3000).Select(number => $"{number}"));
    }

    [Fact]
    public async Task The_client_goes_on_where_it_was_cut_off()
    {
        await HappenAsync(Fixed(1));
        await using var feed = Polpo
            .Api.PublicEvents.FollowAsync("task:*", last: 100, cancellationToken: Stop)
            .GetAsyncEnumerator(Stop);
        (await feed.MoveNextAsync()).ShouldBeTrue();
        await HappenAsync(Moved(TaskStatus.Done));
        for (var part = 0; part < 3; part++)
            (await feed.MoveNextAsync()).ShouldBeTrue();
        (feed.Current.Name, feed.Current.Place).ShouldBe(("task:completed", "3"));
    }

    [Theory]
    [InlineData("filter=task:complted", "No event is called")]
    [InlineData("filter=,", "Name 1 to 50 events")]
    public async Task A_filter_that_never_fits_is_refused(string query, string says)
    {
        await OpenAsync();
        using var answer = await Polpo.Http.SendAsync(Request(HttpMethod.Get, "/api/v1/events?" + query), Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain(says);
    }

    [Fact]
    public async Task Who_takes_nothing_is_cut_off_and_who_reads_is_not()
    {
        var teller = new EventTeller(
            Polpo.Get<EventFeed>(),
            Polpo.Get<IHostApplicationLifetime>(),
            Polpo.Get<StandingAccess>(),
            new EagerClock(),
            NullLogger<EventTeller>.Instance
        );
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 64, resumeWriterThreshold: 1));
        var body = pipe.Writer.AsStream();
        (await teller.WriteAsync(body, "data: short\n\n", Stop)).ShouldBeTrue();
        (await teller.WriteAsync(body, "data: " + new string('x', 1000), Stop)).ShouldBeFalse();
        await pipe.Reader.CompleteAsync();
    }

    [Fact]
    public async Task A_person_has_so_many_listeners_and_gets_a_place_back()
    {
        await OpenAsync();
        var teller = Polpo.Get<EventTeller>();
        var caller = new Caller(Id<User>.New(TimeProvider.System), "Ada");
        var places = Enumerable.Range(0, 100).Select(_ => teller.Enter(caller)).ToList();
        Should.Throw<RefusedException>(() => teller.Enter(caller)).Refusal.ShouldBe(Refusal.OverLimit);
        places[0].Dispose();
        places[0].Dispose();
        teller.Enter(caller).Dispose();
        using var other = teller.Enter(caller);
        Should.Throw<RefusedException>(() => teller.Enter(caller));
    }

    private const string Subject = "task_019a0000000070008000000000000003";

    private static TaskFix Fixed(int attempt) => new(attempt);

    private static TaskMoved Moved(TaskStatus to) => new(TaskStatus.Review, to, TaskMove.Pass, TaskPhase.Review, null);

    private async Task OpenAsync() =>
        _workspace ??= await Repositories.OpenAsync(Polpo, await Polpo.Get<Users>().LocalAsync(Stop), Stop);

    private async Task HappenAsync<T>(T fact)
        where T : IFact
    {
        await OpenAsync();
        await Polpo
            .Get<IDatabase>()
            .WriteAsync(
                _workspace.Id,
                work =>
                {
                    work.Append(Subject, "system", fact);
                    return Task.CompletedTask;
                },
                Stop
            );
    }

    private Task<EventReader> ListenAsync(string query, params (string, string)[] headers) =>
        EventReader.OpenAsync(Polpo.Http, Request(HttpMethod.Get, "/api/v1/events?" + query, headers), Stop);

    /// <summary>A clock whose waiting is over at once.</summary>
    private sealed class EagerClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.FromMilliseconds(50), period);
    }
}

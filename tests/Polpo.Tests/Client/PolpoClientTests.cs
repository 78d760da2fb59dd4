using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Client;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Client;

public sealed class PolpoClientTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_are_escaped_so_that_they_stay_one_part_of_the_address()
    {
        var server = new FakeServer().Answers("DELETE agents/..%2Fx%3Fy%23?workspace=a%26b", new { });
        await server.Client.RemoveAgentAsync("../x?y#", "a&b", Now);
        server.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_agent_is_sent_with_all_its_fields()
    {
        var view = new AgentView("x", null, null, null, null, null, "t", [], [], [], "No network.");
        var server = new FakeServer().Answers("POST agents", view);
        (
            await server.Client.AddAgentAsync(
                new AgentEntry(new JsonObject { ["name"] = "x", ["future"] = 1 }, "t"),
                cancellationToken: Now
            )
        ).TeamName.ShouldBe("t");
        server.Requests.Single().Body.ShouldBe("""{"agent":{"name":"x","future":1},"teamName":"t"}""");
    }

    [Fact]
    public async Task A_refusal_carries_the_servers_own_words()
    {
        var server = new FakeServer().Refuses(
            "GET agents/ghost",
            HttpStatusCode.NotFound,
            "There is no agent \"ghost\"."
        );
        var refused = await Should.ThrowAsync<PolpoException>(() =>
            server.Client.Agents.GetAsync("ghost", cancellationToken: Now)
        );
        (refused.Status, refused.Message).ShouldBe(
            ((HttpStatusCode?)HttpStatusCode.NotFound, "There is no agent \"ghost\".")
        );
    }

    [Theory]
    [InlineData("<html>", "text/html", HttpStatusCode.BadGateway, "The server answered 502")]
    [InlineData("", "text/plain", HttpStatusCode.Unauthorized, "does not know you")]
    [InlineData("{", "application/json", HttpStatusCode.OK, "was not understood")]
    [InlineData("null", "application/json", HttpStatusCode.OK, "was not understood")]
    public async Task An_answer_of_something_else_is_a_sentence(
        string text,
        string type,
        HttpStatusCode status,
        string message
    )
    {
        var server = new FakeServer().Text("GET status", text, type, status);
        (await Should.ThrowAsync<PolpoException>(() => server.Client.Server.StatusAsync(Now))).Message.ShouldContain(
            message
        );
    }

    [Fact]
    public async Task No_server_is_a_sentence()
    {
        var server = new FakeServer().Breaks("GET status");
        (await Should.ThrowAsync<PolpoException>(() => server.Client.Server.StatusAsync(Now))).Message.ShouldStartWith(
            "No Polpo server answers at http://localhost/"
        );
    }

    [Fact]
    public async Task A_feed_goes_on_from_the_last_fact_when_the_connection_breaks_and_repeats_nothing()
    {
        var server = new FakeServer()
            .Streams("GET events?workspace=w&after=0", Fact(1), Fact(2))
            .Streams("GET events?workspace=w&after=2", Fact(2), Fact(3), Fact(4));
        var seen = new List<long>();
        await foreach (
            var item in server.Client.Events.FollowAsync("w", time: new ImpatientTime(), cancellationToken: Now)
        )
        {
            seen.Add(item.Fact!.Seq);
            if (seen.Count == 4)
                break;
        }
        seen.ShouldBe([1, 2, 3, 4]);
        server.Requests.Select(request => request.LastEventId).ShouldBe(["0", "2"]);
    }

    [Fact]
    public async Task A_feed_gives_up_on_a_server_that_stays_away()
    {
        var server = new FakeServer().Breaks("GET events?after=0");
        await Should.ThrowAsync<PolpoException>(async () =>
        {
            await foreach (var _ in server.Client.Events.FollowAsync(time: new ImpatientTime(), cancellationToken: Now))
            { }
        });
        server.Requests.Count.ShouldBe(11);
    }

    [Fact]
    public async Task A_refused_feed_ends_at_once()
    {
        var server = new FakeServer().Refuses("GET events?after=0", HttpStatusCode.Unauthorized, "Sign in.");
        await Should.ThrowAsync<PolpoException>(async () =>
        {
            await foreach (var _ in server.Client.Events.FollowAsync(time: new ImpatientTime(), cancellationToken: Now))
            { }
        });
        server.Requests.ShouldHaveSingleItem();
    }

    internal static EventView Fact(long seq, string subject = "s", string type = "t", string body = "{}") =>
        new("w", seq, DateTimeOffset.UnixEpoch, subject, "system", type, JsonDocument.Parse(body).RootElement);
}

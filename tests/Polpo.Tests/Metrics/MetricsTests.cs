using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Polpo.Client;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Tests.Engine;
using Polpo.Tests.Server;

namespace Polpo.Tests.Metrics;

/// <summary>What <c>/metrics</c> tells, to whom, and what it never has.</summary>
public sealed partial class MetricsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task It_tells_of_requests_by_route_of_writes_and_of_how_things_stand(Database database)
    {
        await using var polpo = await StartAsync("key", database);
        await polpo.Api.Users.AddAsync(new AddUser("Ana Secretname"), Stop);
        (await polpo.Http.GetAsync("/api/v1/roles/Nobody-has-it", Stop)).Dispose();
        (await polpo.Http.GetAsync("/api/v1/made-up-path", Stop)).Dispose();

        var text = await polpo.Http.GetStringAsync("/metrics", Stop);

        Value(text, """polpo_http_requests_total{method="POST",route="/api/v1/users/",status="201"}""")
            .ShouldBeGreaterThanOrEqualTo(1);
        Value(text, """polpo_http_requests_total{method="GET",route="/api/v1/roles/{name}",status="404"}""")
            .ShouldBeGreaterThanOrEqualTo(1);
        Value(text, "polpo_write_seconds_count").ShouldBeGreaterThanOrEqualTo(1);
        Value(text, """polpo_database_bytes{part="data"}""").ShouldBeGreaterThan(0);
        text.ShouldNotContain("Secretname");
        text.ShouldNotContain("Nobody-has-it");
        text.ShouldNotContain("made-up-path");
    }

    [Fact]
    public async Task Every_line_is_in_the_format_and_buckets_add_up()
    {
        await using var polpo = await StartAsync("key", Database.Sqlite);
        (await polpo.Http.GetAsync("/api/v1/me", Stop)).Dispose();
        var text = await polpo.Http.GetStringAsync("/metrics", Stop);

        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => Line().IsMatch(line));
        text.ShouldEndWith("\n");
        var buckets = text.Split('\n')
            .Where(line => line.StartsWith("polpo_write_seconds_bucket", StringComparison.Ordinal))
            .Select(After)
            .ToList();
        buckets.ShouldBe(buckets.Order());
        buckets[^1].ShouldBe(Value(text, "polpo_write_seconds_count"));
    }

    [Fact]
    public async Task It_is_not_there_unless_it_was_asked_for()
    {
        await using var polpo = await StartAsync(null, Database.Sqlite);
        using var answer = await polpo.Http.GetAsync("/metrics", Stop);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldNotContain("polpo_http_requests_total");
    }

    [Fact]
    public async Task A_key_reads_it_that_may_see_the_settings_and_nobody_else()
    {
        await using var polpo = await StartAsync("key", Database.Sqlite);
        (await StatusAsync(polpo.Client())).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(polpo.Client(await KeyAsync(polpo, "sessions.view_all")))).ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await StatusAsync(polpo.Client(await KeyAsync(polpo, "settings.view")))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Where_this_machine_may_read_it_what_a_proxy_brings_may_not()
    {
        await using var polpo = await StartAsync("loopback", Database.Sqlite);
        (await StatusAsync(polpo.Client())).ShouldBe(HttpStatusCode.OK);
        using var brought = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        brought.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.7");
        using var answer = await polpo.Client().SendAsync(brought, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_door_that_is_none_stops_the_start_in_words()
    {
        var refused = await Should.ThrowAsync<RefusedException>(() => StartAsync("everybody", Database.Sqlite));
        refused.Message.ShouldContain("POLPO_METRICS is \"everybody\"");
    }

    private static Task<TestPolpo> StartAsync(string? door, Database database) =>
        TestPolpo.StartAsync(
            new TestPolpoOptions
            {
                Database = database,
                Works = false,
                Variables = door is null
                    ? new Dictionary<string, string>()
                    : new Dictionary<string, string> { ["POLPO_METRICS"] = door },
            },
            Stop
        );

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/metrics", Stop);
        return answer.StatusCode;
    }

    private static async Task<string> KeyAsync(TestPolpo polpo, string permission) =>
        (await polpo.Api.Keys.CreateAsync(new CreateKey(permission, null, [permission], null), Stop)).Key!;

    private static double Value(string text, string series) =>
        After(text.Split('\n').Single(line => line.StartsWith(series + " ", StringComparison.Ordinal)));

    private static double After(string line) =>
        double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);

    [GeneratedRegex(
        """^(# (HELP [a-z_]+ .+|TYPE [a-z_]+ (counter|gauge|histogram))|[a-z_]+(\{([a-z]+="([^"\\]|\\.)*",?)+\})? [0-9.E+-]+)$"""
    )]
    private static partial Regex Line();
}

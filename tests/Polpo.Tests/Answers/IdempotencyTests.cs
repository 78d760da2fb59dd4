using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Client;
using Polpo.Core.Answers;
using Polpo.Core.Identity;
using Polpo.Engine.Storage;
using Polpo.Server.Manners;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Tests.Engine;
using Polpo.Tests.Storage;

namespace Polpo.Tests.Answers;

/// <summary>A POST that is sent twice under one key is done once.</summary>
public sealed class IdempotencyTests : IAsyncDisposable
{
    private readonly ShiftedTime _time = new();
    private TestPolpo _polpo = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _polpo?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory, OnEachDatabase]
    public async Task The_same_request_under_the_same_key_is_done_once_and_answered_alike(Database database)
    {
        await StartAsync(database);
        var (first, one) = await PostAsync("k-1", "users", new AddUser("Ana", ["Developer"]));
        var (second, other) = await PostAsync("k-1", "users", new AddUser("Ana", ["Developer"]));

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        other.ShouldBe(one);
        second.Headers.Location.ShouldBe(first.Headers.Location);
        second.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        first.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await _polpo.Api.Users.ListAsync(Stop)).Items.Count(user => user.Name == "Ana").ShouldBe(1);
    }

    [Theory, OnEachDatabase]
    public async Task Another_request_under_the_same_key_is_refused(Database database)
    {
        await StartAsync(database);
        await PostAsync("k-1", "users", new AddUser("Ana"));
        await ShouldBeRefusedAsync(422, "another request", () => PostAsync("k-1", "users", new AddUser("Bob")));
        await ShouldBeRefusedAsync(422, "another request", () => PostAsync("k-1", "users/Ana/disable", null));
        await ShouldBeRefusedAsync(422, "another request", () => PostAsync("k-1", "users?x=1", new AddUser("Ana")));
        (await _polpo.Api.Users.ListAsync(Stop)).Items.ShouldNotContain(user => user.Name == "Bob");
    }

    [Theory, OnEachDatabase]
    public async Task While_it_is_answered_the_same_key_is_told_to_wait(Database database)
    {
        await StartAsync(database);
        var me = await _polpo.Get<Users>().LocalAsync(Stop);
        await PostAsync("k-1", "users", new AddUser("Ana"));
        var request = (await KeptAsync()).Single().Request;
        (await _polpo.Get<KeptAnswers>().BeginAsync(me, "k-2", request, Stop)).ShouldBeNull();

        await ShouldBeRefusedAsync(409, "is being answered", () => PostAsync("k-2", "users", new AddUser("Ana")));
    }

    [Fact]
    public async Task Of_many_that_come_at_once_one_is_done()
    {
        await StartAsync(Database.Postgres);
        var all = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => PostAsync("k-1", "users", new AddUser("Ana")))
        );
        all.ShouldAllBe(one => one.Answer.StatusCode == HttpStatusCode.Created || (int)one.Answer.StatusCode == 409);
        all.Count(one => one.Answer.StatusCode == HttpStatusCode.Created && !IsRepeated(one.Answer)).ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_is_not_kept_and_the_request_may_come_again()
    {
        await StartAsync(Database.Sqlite);
        await ShouldBeRefusedAsync(404, "nobody", () => PostAsync("k-1", "users/Ana/disable", null));
        await _polpo.Api.Users.AddAsync(new AddUser("Ana"), Stop);
        (await PostAsync("k-1", "users/Ana/disable", null)).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_is_its_callers_alone()
    {
        await StartAsync(Database.Sqlite);
        var key = (await _polpo.Api.Keys.CreateAsync(new CreateKey("ci", null, null, null), Stop)).Key;
        await PostAsync("k-1", "users", new AddUser("Ana"));
        var (answer, _) = await PostAsync("k-1", "users", new AddUser("Bob"), _polpo.Client(key));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task After_a_day_the_key_is_free_and_its_answer_gone()
    {
        await StartAsync(Database.Sqlite);
        await PostAsync("k-1", "users", new AddUser("Ana"));
        _time.Pass(KeptAnswer.Life);
        (await PostAsync("k-1", "users", new AddUser("Bob"))).Answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await KeptAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_secret_that_is_shown_once_is_kept_nowhere()
    {
        await StartAsync(Database.Sqlite);
        var (first, text) = await PostAsync("k-1", "keys", new CreateKey("ci", null, null, null));
        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        JsonNode.Parse(text)!["key"]!.ToString().ShouldStartWith("sk_");

        (await KeptAsync()).ShouldHaveSingleItem().Body.ShouldBeNull();
        var again = new CreateKey("ci", null, null, null);
        await ShouldBeRefusedAsync(409, "shown once", () => PostAsync("k-1", "keys", again));
        (await _polpo.Api.Keys.ListAsync(Stop)).Items.Count(key => key.Name == "ci").ShouldBe(1);
    }

    [Theory]
    [InlineData("/api/v1/keys/")]
    [InlineData("/api/v1/sign-in-links")]
    [InlineData("/api/v1/users/{user}/sign-in-links")]
    [InlineData("/api/v1/webhooks/")]
    [InlineData("/api/v1/webhooks/{id}/rotate")]
    public async Task A_route_that_answers_with_a_secret_is_known(string path)
    {
        await StartAsync(Database.Sqlite);
        _polpo
            .Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(one => one.RoutePattern.RawText == path && Methods(one).Contains("POST"))
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(one => ShownOnce.IsSaidBy(one).ShouldBeTrue());
    }

    private static IReadOnlyList<string> Methods(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];

    [Theory]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData(null)]
    public async Task What_can_be_no_key_is_refused_in_words(string? key)
    {
        await StartAsync(Database.Sqlite);
        key ??= new string('k', 201);
        await ShouldBeRefusedAsync(400, "visible ASCII", () => PostAsync(key, "users", new AddUser("Ana")));
    }

    private async Task StartAsync(Database database) =>
        _polpo = await TestPolpo.StartAsync(
            new TestPolpoOptions
            {
                Database = database,
                Works = false,
                Replace = services => services.AddSingleton<TimeProvider>(_time),
            },
            Stop
        );

    private static bool IsRepeated(HttpResponseMessage answer) => answer.Headers.Contains("Idempotency-Replayed");

    private async Task<(HttpResponseMessage Answer, string Text)> PostAsync(
        string key,
        string path,
        object? body,
        HttpClient? http = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{path}");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: Wire.Json);
        var answer = await (http ?? _polpo.Http).SendAsync(request, Stop);
        return (answer, await answer.Content.ReadAsStringAsync(Stop));
    }

    private static async Task ShouldBeRefusedAsync(
        int status,
        string why,
        Func<Task<(HttpResponseMessage Answer, string Text)>> ask
    )
    {
        var (answer, text) = await ask();
        ((int)answer.StatusCode).ShouldBe(status, text);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        text.ShouldContain(why);
    }

    private Task<List<KeptAnswer>> KeptAsync() =>
        _polpo.Get<IDatabase>().ReadAsync(db => Task.FromResult(db.Set<KeptAnswer>().ToList()), Stop);
}

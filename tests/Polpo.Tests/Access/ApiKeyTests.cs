using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Access.Keys;
using Polpo.Core.Identity;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Tests.Engine;

namespace Polpo.Tests.Access;

/// <summary>Keys over the wire: what lets a program in, and what does not.</summary>
public sealed class ApiKeyTests
{
    private readonly SetClock _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task A_key_lets_its_program_in_for_its_maker_and_stands_nowhere(Database database)
    {
        await using var office = await Office.OpenAsync(database);
        var made = await office.KeyAsync(await office.AddAsync("Ana", "Developer", office.Shop));
        made.Key!.ShouldStartWith("sk_live_");
        made.Key!.Length.ShouldBe("sk_live_".Length + 43);
        using var program = office.Polpo.Client(bearer: made.Key);
        (await program.GetFromJsonAsync<PersonView>("/api/v1/me", Wire.Json, Stop))!.Name.ShouldBe("Ana");
        var task = await new PolpoClient(program).Tasks.CreateAsync(new CreateTask { Title = "t", Draft = true }, Stop);

        var events = await new PolpoClient(program).Tasks.EventsAsync(task.Id, cancellationToken: Stop);
        events.Items.ShouldAllBe(one => one.Actor == made.Id);
        (await program.GetStringAsync("/api/v1/keys", Stop)).ShouldNotContain(made.Key);
        var row = await office.Polpo.Get<IDatabase>().ReadAsync(db => db.Set<ApiKey>().SingleAsync(Stop), Stop);
        row.Hash.ShouldBe(Token.Hash(made.Key));
        made.Key.ShouldStartWith(row.Shown);
        row.Shown.Length.ShouldBe("sk_live_".Length + 4);
        var facts = await office.Polpo.Get<IJournal>().ReadAsync(Users.Installation, 0, 500, null, Stop);
        facts.ShouldContain(fact => fact.Type == KeyCreated.Type && fact.Subject == made.Id);
        string.Join(' ', facts.Select(fact => fact.Body)).ShouldNotContain(made.Key[12..]);
    }

    [Theory, OnEachDatabase]
    public async Task A_forged_cut_or_altered_key_is_nobody(Database database)
    {
        await using var office = await Office.OpenAsync(database);
        var made = await office.KeyAsync(await office.AddAsync("Ana", "Developer", null));
        var key = made.Key!;
        foreach (
            var forged in (string[])
                [
                    "sk_live_",
                    "sk_live_" + Token.New(),
                    key[..^1],
                    key + "A",
                    key.ToUpperInvariant(),
                    "sk_test_" + key["sk_live_".Length..],
                    key["sk_live_".Length..],
                    Token.Hash(key),
                    made.Id,
                    "sk_live_' or 1=1 --",
                ]
        )
            (await StatusAsync(office, forged)).ShouldBe(HttpStatusCode.Unauthorized, forged);
        (await StatusAsync(office, key)).ShouldBe(HttpStatusCode.OK);
        using var inUrl = await office.Polpo.Client().GetAsync($"/api/v1/me?access_token={key}&key={key}", Stop);
        inUrl.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory, OnEachDatabase]
    public async Task A_revoked_key_is_nobody_from_the_next_request_on(Database database)
    {
        await using var office = await Office.OpenAsync(database);
        var made = await office.KeyAsync(await office.AddAsync("Ana", "Developer", null));
        (await StatusAsync(office, made.Key!)).ShouldBe(HttpStatusCode.OK);
        await office.Polpo.Api.Keys.RevokeAsync(made.Id, Stop);
        (await StatusAsync(office, made.Key!)).ShouldBe(HttpStatusCode.Unauthorized);
        (await office.Polpo.Api.Keys.ListAsync(Stop)).Items.ShouldBeEmpty();
    }

    [Theory, OnEachDatabase]
    public async Task A_key_holds_until_it_expires_and_notes_its_last_use(Database database)
    {
        await using var office = await StartAsync(database);
        var person = await office.AddAsync("Ana", "Developer", null);
        var made = await office.KeyAsync(person, expires: _clock.Now.AddHours(1));
        made.LastUsedAt.ShouldBeNull();
        _clock.Now = _clock.Now.AddMinutes(59);
        (await StatusAsync(office, made.Key!)).ShouldBe(HttpStatusCode.OK);
        (await office.Polpo.Api.Keys.ListAsync(Stop)).Items.Single().LastUsedAt.ShouldBe(_clock.Now);
        _clock.Now = _clock.Now.AddMinutes(1);
        (await StatusAsync(office, made.Key!)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory, OnEachDatabase]
    public async Task A_key_ends_with_the_account_of_its_maker(Database database)
    {
        await using var office = await Office.OpenAsync(database);
        var made = await office.KeyAsync(await office.AddAsync("Ana", "Developer", null));
        await office.Polpo.Api.Users.DisableAsync("Ana", Stop);
        (await StatusAsync(office, made.Key!)).ShouldBe(HttpStatusCode.Unauthorized);
        await office.Polpo.Api.Users.EnableAsync("Ana", Stop);
        (await StatusAsync(office, made.Key!)).ShouldBe(HttpStatusCode.OK);
    }

    [Theory, OnEachDatabase]
    public async Task A_key_never_may_more_than_its_maker_may_now(Database database)
    {
        await using var office = await Office.OpenAsync(database);
        var ana = await office.AddAsync("Ana", "Developer", office.Shop);
        (await RefusedAsync(() => office.KeyAsync(ana, permissions: ["users.manage"]))).ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await RefusedAsync(() => office.KeyAsync(ana, permissions: ["admin"]))).ShouldBe(HttpStatusCode.Forbidden);
        (await RefusedAsync(() => office.KeyAsync(ana, permissions: ["no.such"]))).ShouldBe(HttpStatusCode.BadRequest);
        (await RefusedAsync(() => office.KeyAsync(ana, office.Site))).ShouldBe(HttpStatusCode.NotFound);

        var made = await office.KeyAsync(ana, permissions: ["sessions.create", "sessions.view_all"]);
        (await TasksAsync(office, made, HttpMethod.Get)).ShouldBe(HttpStatusCode.OK);
        await office.Polpo.Api.Users.SetRolesAsync("Ana", ["Viewer"], Stop);
        (await TasksAsync(office, made, HttpMethod.Get)).ShouldBe(HttpStatusCode.OK);
        (await TasksAsync(office, made, HttpMethod.Post)).ShouldBe(HttpStatusCode.Forbidden);
        await office.Polpo.Api.Members.RemoveAsync(office.Shop.Id, "Ana", Stop);
        (await TasksAsync(office, made, HttpMethod.Get)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_key_makes_nothing_that_would_outlive_it()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var admin = await office.Polpo.Get<Users>().LocalAsync(Stop);
        using var program = await office.ProgramAsync(admin);
        await office.AddAsync("Ana", "Viewer", null);
        foreach (var path in (string[])["keys", "sign-in-links", "users/Ana/sign-in-links"])
        {
            using var answer = await program.PostAsJsonAsync("/api/v1/" + path, new CreateKey("more"), Wire.Json, Stop);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
            (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain("A key cannot");
        }
    }

    [Fact]
    public async Task A_narrow_key_neither_sees_nor_revokes_other_keys()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var ana = await office.AddAsync("Ana", "Developer", null);
        var (one, other) = (await office.KeyAsync(ana), await office.KeyAsync(ana));
        var program = new PolpoClient(office.Polpo.Client(bearer: one.Key));
        (await program.Keys.ListAsync(Stop)).Items.ShouldHaveSingleItem().Id.ShouldBe(one.Id);
        (await Should.ThrowAsync<PolpoException>(() => program.Keys.RevokeAsync(other.Id, Stop))).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        await program.Keys.RevokeAsync(one.Id, Stop);
        (await StatusAsync(office, one.Key!)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(office, other.Key!)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_test_installation_takes_only_keys_of_its_own_kind()
    {
        var environment = new Dictionary<string, string> { [KeyOptions.Variable] = "test" };
        await using var office = await Office.OpenAsync(
            Database.Sqlite,
            new TestPolpoOptions { Variables = environment }
        );
        var made = await office.KeyAsync(await office.AddAsync("Ana", "Developer", null));
        made.Key!.ShouldStartWith("sk_test_");
        (await StatusAsync(office, made.Key!)).ShouldBe(HttpStatusCode.OK);
        Should.Throw<RefusedException>(() => KeyOptions.Read("staging")).Message.ShouldContain("staging");
    }

    private Task<Office> StartAsync(Database database) =>
        Office.OpenAsync(
            database,
            new TestPolpoOptions { Replace = services => services.AddSingleton<TimeProvider>(_clock) }
        );

    private static async Task<HttpStatusCode> StatusAsync(Office office, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        using var answer = await office.Polpo.Client().SendAsync(request, Stop);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> TasksAsync(Office office, KeyView key, HttpMethod method)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/tasks?workspace={office.Shop.Id}");
        if (method == HttpMethod.Post)
            request.Content = JsonContent.Create(new CreateTask { Title = "t" }, options: Wire.Json);
        using var answer = await office.Polpo.Client(bearer: key.Key).SendAsync(request, Stop);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode?> RefusedAsync(Func<Task> make) =>
        (await Should.ThrowAsync<HttpRequestException>(make)).StatusCode;

    /// <summary>A clock that stands until it is set; timers go by the machine's.</summary>
    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 15, 9, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

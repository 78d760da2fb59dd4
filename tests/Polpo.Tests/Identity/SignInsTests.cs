using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Identity;

public sealed class SignInsTests
{
    private readonly SetClock _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task A_link_holds_for_ten_minutes(Database database)
    {
        await using var installation = await StartAsync(database);
        var (signIns, caller) = await installation.OpenAsync();
        var code = await signIns.IssueLinkAsync(caller, Stop);
        var late = await signIns.IssueLinkAsync(caller, Stop);
        _clock.Now += TimeSpan.FromMinutes(9);
        (await signIns.RedeemAsync(code, Stop)).Caller.ShouldBe(caller);
        _clock.Now += TimeSpan.FromMinutes(2);
        (await Should.ThrowAsync<RefusedException>(() => signIns.RedeemAsync(late, Stop))).Refusal.ShouldBe(
            Refusal.Unauthenticated
        );
    }

    [Theory, OnEachDatabase]
    public async Task Of_many_that_redeem_one_code_at_once_one_gets_in(Database database)
    {
        await using var installation = await StartAsync(database);
        var (signIns, caller) = await installation.OpenAsync();
        var code = await signIns.IssueLinkAsync(caller, Stop);
        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TryAsync(signIns, code)));
        tries.Count(gotIn => gotIn).ShouldBe(1);
    }

    [Theory, OnEachDatabase]
    public async Task A_sign_in_holds_for_thirty_days(Database database)
    {
        await using var installation = await StartAsync(database);
        var (signIns, caller) = await installation.OpenAsync();
        var signedIn = await signIns.RedeemAsync(await signIns.IssueLinkAsync(caller, Stop), Stop);
        _clock.Now += TimeSpan.FromDays(29);
        (await signIns.FindAsync(signedIn.Token, Stop))!.User.ShouldBe(caller.User);
        _clock.Now += TimeSpan.FromDays(2);
        (await signIns.FindAsync(signedIn.Token, Stop)).ShouldBeNull();
    }

    [Theory, OnEachDatabase]
    public async Task Neither_code_nor_token_is_stored(Database database)
    {
        await using var installation = await StartAsync(database);
        var (signIns, caller) = await installation.OpenAsync();
        var code = await signIns.IssueLinkAsync(caller, Stop);
        var link = await installation.Engine.Database.ReadAsync(db => db.Set<SignInLink>().SingleAsync(Stop), Stop);
        link.CodeHash.ShouldBe(Token.Hash(code));
        var token = (await signIns.RedeemAsync(code, Stop)).Token;
        var signIn = await installation.Engine.Database.ReadAsync(db => db.Set<SignIn>().SingleAsync(Stop), Stop);
        signIn.TokenHash.ShouldBe(Token.Hash(token));
        token.Length.ShouldBe(43);
    }

    [Theory, OnEachDatabase]
    public async Task The_local_user_stays_the_same_person(Database database)
    {
        await using var installation = await StartAsync(database);
        var users = installation.Engine.Get<Users>();
        (await users.LocalAsync(Stop)).ShouldBe(await users.LocalAsync(Stop));
    }

    private static async Task<bool> TryAsync(SignIns signIns, string code)
    {
        try
        {
            await signIns.RedeemAsync(code, Stop);
            return true;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    private async Task<Installation> StartAsync(Database database)
    {
        var fresh = await TestDatabase.CreateAsync(database, Stop);
        return new Installation(
            fresh,
            await TestEngine.StartAsync(
                fresh,
                services => services.AddSingleton<TimeProvider>(_clock).AddIdentity(),
                Stop
            )
        );
    }

    private sealed record Installation(TestDatabase Database, TestEngine Engine) : IAsyncDisposable
    {
        public async Task<(SignIns SignIns, Caller Caller)> OpenAsync() =>
            (Engine.Get<SignIns>(), await Engine.Get<Users>().LocalAsync(Stop));

        public async ValueTask DisposeAsync()
        {
            await Engine.DisposeAsync();
            await Database.DisposeAsync();
        }
    }

    /// <summary>A clock that stands until it is set; timers go by the machine's.</summary>
    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 15, 9, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

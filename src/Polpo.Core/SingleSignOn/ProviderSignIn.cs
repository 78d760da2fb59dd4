using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Identity.Families;
using Polpo.Core.SingleSignOn.Arriving;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.SingleSignOn;

/// <summary>A browser's way to the provider.</summary>
/// <param name="Browser">For the browser's cookie: without it nobody comes back.</param>
public sealed record Departure(Uri Provider, string State, string Browser);

/// <summary>Who came back, and where the browser goes.</summary>
public sealed record Arrival(TokenPair Tokens, string ReturnTo);

/// <summary>Signs people in through the configured provider, and keeps them signed in for as long as it says so.</summary>
public sealed class ProviderSignIn
{
    /// <summary>How long the provider's last word holds while it cannot be asked.</summary>
    private static readonly TimeSpan Unheard = TimeSpan.FromHours(1);

    private readonly IDatabase _database;
    private readonly LoginSettings _settings;
    private readonly ILoginProvider _provider;
    private readonly SignInFamilies _families;
    private readonly Arrivals _arrivals;
    private readonly TimeProvider _time;

    internal ProviderSignIn(
        IDatabase database,
        LoginSettings settings,
        ILoginProvider provider,
        SignInFamilies families,
        Arrivals arrivals,
        TimeProvider time
    )
    {
        (_database, _settings, _provider) = (database, settings, provider);
        (_families, _arrivals, _time) = (families, arrivals, time);
    }

    public LoginSettings Settings => _settings;

    /// <param name="returnTo">Where the browser wants to go afterwards; only a path of ours is taken.</param>
    /// <param name="link">Who asks to have their account joined with the provider's; null: somebody comes in.</param>
    /// <exception cref="RefusedException">The provider cannot be reached.</exception>
    public async Task<Departure> BeginAsync(
        Uri redirect,
        string? returnTo,
        bool silent,
        Caller? link,
        CancellationToken cancellationToken
    )
    {
        link?.RequirePerson("join accounts");
        var (state, browser) = (Token.New(), Token.New());
        var handshake = SignInAttempt.HandshakeOf(state, browser, redirect);
        var provider = await _provider.AuthorizeAsync(handshake, silent, cancellationToken);
        await _database.WriteAsync(
            Users.Installation,
            async work =>
            {
                await work
                    .Db.Set<SignInAttempt>()
                    .Where(row => row.ExpiresAt <= work.Now)
                    .ExecuteDeleteAsync(cancellationToken);
                work.Db.Add(
                    new SignInAttempt
                    {
                        StateHash = Token.Hash(state),
                        BrowserHash = Token.Hash(browser),
                        ReturnTo = SignInAttempt.LocalPath(returnTo),
                        LinkUser = link?.User.Text,
                        ExpiresAt = work.Now + SignInAttempt.Life,
                    }
                );
            },
            cancellationToken
        );
        return new Departure(provider, state, browser);
    }

    /// <summary>Ends the attempt that a browser comes back with. Whatever follows, it cannot come back a second time.</summary>
    /// <exception cref="RefusedException">Unauthenticated: the state is unknown, used, too old, or another browser's.</exception>
    public async Task<SignInAttempt> TakeAsync(string state, string? browser, CancellationToken cancellationToken)
    {
        var hash = Token.Hash(state);
        return await _database.WriteAsync(
                Users.Installation,
                async work =>
                {
                    var attempts = work.Db.Set<SignInAttempt>().Where(row => row.StateHash == hash);
                    var attempt = await attempts.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
                    // Another browser's knock does not spend the attempt of the one that it belongs to.
                    return
                        attempt is not null
                        && browser is not null
                        && Token.Same(attempt.BrowserHash, Token.Hash(browser))
                        && await attempts.ExecuteDeleteAsync(cancellationToken) == 1
                        && attempt.ExpiresAt > work.Now
                        ? attempt
                        : null;
                },
                cancellationToken
            )
            ?? throw new RefusedException(
                Refusal.Unauthenticated,
                "This sign-in was begun in another browser, more than ten minutes ago, or has ended already. Begin again."
            );
    }

    /// <summary>Lets in who the provider says it was.</summary>
    /// <exception cref="RefusedException">The provider's answer does not hold, or they may not come in.</exception>
    public async Task<Arrival> FinishAsync(
        SignInAttempt attempt,
        (string Code, string State, string Browser) brought,
        Uri redirect,
        CancellationToken cancellationToken
    )
    {
        var handshake = SignInAttempt.HandshakeOf(brought.State, brought.Browser, redirect);
        var answer = await _provider.RedeemAsync(brought.Code, handshake, cancellationToken);
        return await _database.WriteAsync(
            Users.Installation,
            async work =>
            {
                var user = await _arrivals.AdmitAsync(work, answer, attempt.LinkUser, cancellationToken);
                var who = (answer.Issuer, answer.Subject);
                var pair = await _families.BeginAsync(work, user, who, answer.Credential, cancellationToken);
                return new Arrival(pair, attempt.ReturnTo);
            },
            cancellationToken
        );
    }

    /// <summary>The next tokens of a browser, once the provider was asked whether it still knows the person; null: they are out.</summary>
    public async Task<TokenPair?> RenewAsync(string refresh, CancellationToken cancellationToken)
    {
        if (await _families.RenewAsync(refresh, cancellationToken) is not { } renewal)
            return null;
        if (!renewal.IsFirst)
            return renewal.Pair;
        return await StillAsync(renewal, cancellationToken) ? renewal.Pair : null;
    }

    private async Task<bool> StillAsync(Renewal renewal, CancellationToken cancellationToken)
    {
        var family = renewal.Family;
        var answer = await AskAsync(renewal, cancellationToken);
        return await _database.WriteAsync(
            Users.Installation,
            async work =>
            {
                var stays = answer switch
                {
                    { Told: { } told } => await _arrivals.StaysAsync(work, told, cancellationToken),
                    { IsAnswered: true } => false,
                    _ => work.Now - family.CheckedAt <= Unheard,
                };
                if (!stays)
                    await SignInFamilies.EndAsync(work, family.Id, cancellationToken);
                else
                    await SignInFamilies.NoteCheckAsync(
                        work,
                        renewal,
                        answer.Told?.Credential ?? renewal.Credential,
                        answer.IsAnswered ? work.Now : family.CheckedAt,
                        cancellationToken
                    );
                return stays;
            },
            cancellationToken
        );
    }

    private async Task<(bool IsAnswered, ProviderAnswer? Told)> AskAsync(
        Renewal renewal,
        CancellationToken cancellationToken
    )
    {
        // One that gave nothing to ask it with is asked by way of the browser, once an hour. What was lost on the way ends it.
        if (renewal.Credential is not { } credential)
            return renewal.Family.Credential is null ? (false, null) : (true, null);
        try
        {
            return (true, await _provider.AskAgainAsync(credential, renewal.Family.Subject, cancellationToken));
        }
        catch (RefusedException silent) when (silent.Refusal == Refusal.Unavailable)
        {
            return (false, null);
        }
    }
}

using Polpo.Engine.Kernel;

namespace Polpo.Core.Identity;

/// <summary>A browser that is signed in. Its cookie holds the token; we hold the hash.</summary>
public sealed class SignIn : IIdentified
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(30);

    public static string Prefix => "sin";

    public required Id<SignIn> Id { get; init; }

    public required Id<User> User { get; init; }

    public required string TokenHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The family whose access token it is; null: it came with a link, and is its own.</summary>
    public string? Family { get; init; }
}

/// <summary>A link that signs its user in, once, for ten minutes.</summary>
public sealed class SignInLink
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public required string CodeHash { get; init; }

    public required Id<User> User { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>What a redeemed link gives: the token for the cookie, and how long it holds.</summary>
public sealed record SignedIn(string Token, DateTimeOffset ExpiresAt, Caller Caller);

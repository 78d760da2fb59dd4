using Polpo.Engine.Kernel;

namespace Polpo.Core.Identity.Families;

/// <summary>
/// A browser that came in through a provider. Its access token holds for minutes; its refresh token, for days, works once and brings the
/// next pair. An older one that comes back was copied, and ends the whole family.
/// </summary>
public sealed class SignInFamily : IIdentified
{
    /// <summary>How long the refresh token before the last one brings the same pair again: tabs ask at once, and answers get lost.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public static string Prefix => "fam";

    public required Id<SignInFamily> Id { get; init; }

    public required Id<User> User { get; init; }

    /// <summary>Who said who they are, and under which name.</summary>
    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public required string RefreshHash { get; set; }

    /// <summary>The hash of the token that brought the last pair, and what the pair was made of besides.</summary>
    public string? PreviousHash { get; set; }

    public string? Salt { get; set; }

    /// <summary>With which the provider is asked again, sealed under the refresh token that only the browser has.</summary>
    public string? Credential { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset RotatedAt { get; set; }

    /// <summary>When the provider last said that they may.</summary>
    public required DateTimeOffset CheckedAt { get; set; }

    public required DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>How long tokens hold.</summary>
public sealed record FamilyOptions(TimeSpan AccessLife, TimeSpan RefreshLife)
{
    public static readonly FamilyOptions Usual = new(TimeSpan.FromMinutes(15), TimeSpan.FromDays(7));
}

/// <summary>What a browser's cookies hold.</summary>
public sealed record TokenPair(
    string Access,
    DateTimeOffset AccessUntil,
    string Refresh,
    DateTimeOffset RefreshUntil,
    Caller Caller
);

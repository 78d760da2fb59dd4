using Polpo.Core.Identity;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Access.Keys;

/// <summary>What a program shows to be let in on behalf of a person. We hold the hash; the key itself is shown once.</summary>
public sealed class ApiKey : IIdentified
{
    public static string Prefix => "key";

    public required Id<ApiKey> Id { get; init; }

    public required string Name { get; init; }

    public required string Hash { get; init; }

    /// <summary>How it begins, for a person to tell keys apart.</summary>
    public required string Shown { get; init; }

    /// <summary>Who made it: it never may more than they may, and ends with them.</summary>
    public required Id<User> User { get; init; }

    /// <summary>The only workspace that it opens; null: all that its maker sees.</summary>
    public required string? Workspace { get; init; }

    /// <summary>What it may at most; null: all that its maker may.</summary>
    public required IReadOnlyList<string>? Permissions { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last let in, to the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public bool HoldsAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is not { } end || now < end);

    /// <summary>What it may while its maker may this.</summary>
    public Rights Within(Rights maker)
    {
        var held = Permissions?.Where(maker.May) ?? maker.Keys;
        if (Workspace is null)
            return Rights.Of(held);
        var wide = held.Contains(Rights.Admin) ? PermissionKeys.All : held;
        return Rights.Of(wide.Where(key => !PermissionKeys.IsOfInstallation(key)));
    }
}

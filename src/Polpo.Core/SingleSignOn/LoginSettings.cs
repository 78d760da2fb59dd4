using Polpo.Core.Access.Keys;
using Polpo.Engine.Kernel;

namespace Polpo.Core.SingleSignOn;

/// <summary>Who says who somebody is.</summary>
public enum LoginType
{
    Google,
    Microsoft,
    GitHub,
    OpenIdConnect,
}

/// <summary>How people come in through a provider. All of it comes from the server's own configuration: no request can change whom the server asks.</summary>
public sealed record LoginSettings
{
    public required LoginType Type { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Null: a client that has none, held by PKCE alone.</summary>
    public Secret? ClientSecret { get; init; }

    /// <summary>The issuer, without an ending slash where it has none; of GitHub its address.</summary>
    public required string Authority { get; init; }

    /// <summary>Microsoft's directory, or <c>common</c>.</summary>
    public string? TenantId { get; init; }

    /// <summary>Whether the tenant is a single directory, whose people its administrators made.</summary>
    public bool IsOneTenant =>
        TenantId is { } tenant
        && !new[] { "common", "organizations", "consumers" }.Contains(tenant, StringComparer.OrdinalIgnoreCase);

    /// <summary>What the button says after "Continue with".</summary>
    public required string DisplayName { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Where browsers reach this server; null: where the request came to.</summary>
    public Uri? ClientUrl { get; init; }

    /// <summary>Whether a browser that is not signed in asks the provider by itself.</summary>
    public bool Seamless { get; init; }

    public bool AllowNewUsers { get; init; } = true;

    /// <summary>Only people with a confirmed address in these domains come in; empty: whoever the provider knows.</summary>
    public IReadOnlyList<string> AllowedDomains { get; init; } = [];

    /// <summary>What somebody new holds; null: nothing, until an Admin gives it.</summary>
    public string? DefaultRole { get; init; }

    /// <summary>The claim with the provider's groups.</summary>
    public string GroupsClaim { get; init; } = "groups";

    /// <summary>Which roles a group brings. Roles that stand here are the provider's to give and to take.</summary>
    public IReadOnlyList<(string Group, string Role)> GroupRoles { get; init; } = [];

    /// <summary>Whether the provider may be on this machine or in its network.</summary>
    public bool AllowPrivateIssuer { get; init; }

    public TimeSpan AccessLife { get; init; } = TimeSpan.FromMinutes(15);

    public TimeSpan RefreshLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Null where no client id is set: people come in by one-time links alone.</summary>
    /// <param name="read">A setting by its name, such as <c>ClientId</c>.</param>
    /// <exception cref="RefusedException">Names every setting that is wrong.</exception>
    public static LoginSettings? Read(Func<string, string?> read, KeyOptions environment) =>
        new LoginReader(name => read($"{LoginReader.Prefix}{name}")).Read(environment);
}

namespace Polpo.Runner.Sandboxes;

/// <summary>Where things are inside.</summary>
internal static class Within
{
    public const string Worktree = "/workspace";

    /// <summary>Whom programs trust that get a secret's stand-in: the host's authorities and the proxy's own.</summary>
    public const string Authorities = "/etc/polpo-authorities.pem";

    public const string Home = "/home/agent";

    /// <summary>As whom commands see themselves in a user namespace of their own, whoever they are outside.</summary>
    public const uint User = 1000;
}

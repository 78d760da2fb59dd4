namespace Polpo.Runner.Sandboxes;

/// <summary>The certificate authorities that the host was told to trust: without them nothing that passes its proxy would be believed inside.</summary>
internal static class CustomAuthorities
{
    private static readonly string[] _names =
    [
        "SSL_CERT_FILE",
        "NODE_EXTRA_CA_CERTS",
        "CURL_CA_BUNDLE",
        "REQUESTS_CA_BUNDLE",
        "PIP_CERT",
        "GIT_SSL_CAINFO",
        "CARGO_HTTP_CAINFO",
    ];

    /// <summary>The variables that name a file which is there.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } =
        _names
            .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
            .Where(variable => Path.IsPathFullyQualified(variable.Value ?? "") && File.Exists(variable.Value))
            .ToDictionary(variable => variable.Name, variable => variable.Value!);

    /// <summary>Those files that lie outside of what every sandbox sees.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. Variables
            .Values.Distinct()
            .Where(path =>
                !path.StartsWith("/usr/", StringComparison.Ordinal)
                && !path.StartsWith("/etc/ssl/certs/", StringComparison.Ordinal)
            ),
    ];
}

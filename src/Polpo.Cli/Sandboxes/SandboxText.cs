namespace Polpo.Cli.Sandboxes;

/// <summary>In what commands ran, in words.</summary>
internal static class SandboxText
{
    public static string Of(string? kind) =>
        kind switch
        {
            "none" => "without a sandbox",
            "container" => "in a container",
            null or "" => "without running a command",
            _ => $"in a {kind} sandbox",
        };
}

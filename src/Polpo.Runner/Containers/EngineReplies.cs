namespace Polpo.Runner.Containers;

internal sealed record VersionReply(string? Version, string? ApiVersion, IReadOnlyList<ComponentReply>? Components)
{
    /// <summary>Such as <c>Podman Engine 4.3.1</c>.</summary>
    public string Title => Components is [var first, ..] ? $"{first.Name} {first.Version}" : $"Engine {Version}";
}

internal sealed record ComponentReply(string Name, string Version);

internal sealed record CreatedReply(string Id);

internal sealed record ContainerReply(StateReply State, ConfigReply Config);

internal sealed record StateReply(int Pid);

/// <param name="Env">The image's variables among them, as <c>NAME=value</c>.</param>
internal sealed record ConfigReply(IReadOnlyList<string>? Env);

internal sealed record ListedReply(string Id);

internal sealed record ErrorReply(string? Message);

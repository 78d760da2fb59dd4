using System.Text.Json;
using System.Text.Json.Serialization;
using Polpo.Engine.Journal;

namespace Polpo.Core.Environments;

/// <summary>What a workspace says that its commands need. Data of the person's clone: nothing that an agent writes gets here.</summary>
public sealed record EnvironmentSpec
{
    /// <summary>Everything as it is found from the lockfiles.</summary>
    public static readonly EnvironmentSpec Found = new();

    /// <summary>The setup script, a shell command line; null: found from the lockfiles.</summary>
    public string? Setup { get; init; }

    /// <summary>One of the images that the installation offers; null: its own choice.</summary>
    public string? Image { get; init; }

    /// <summary>Hosts that the setup may reach beside the ecosystems' own registries. Sessions may not.</summary>
    public IReadOnlyList<string> Registries { get; init; } = [];

    /// <summary>The download folders that builds find again, of <see cref="Caches.KnownCaches"/>.</summary>
    public IReadOnlyList<string> Caches { get; init; } = [];

    /// <summary>What runs beside the commands, such as a test database.</summary>
    public IReadOnlyList<ServiceSpec> Services { get; init; } = [];

    /// <summary>The person's own commit, where work starts from what agents have made; null: the work starts from the person's.</summary>
    public string? Own { get; init; }

    /// <summary>What services say to commands, such as <c>DATABASE_URL</c>.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> Variables =>
        Services
            .SelectMany(service => service.Variables)
            .DistinctBy(variable => variable.Key)
            .ToDictionary(StringComparer.Ordinal);

    /// <summary>As it is stored beside a session; null when there is nothing to say.</summary>
    public static string? Write(EnvironmentSpec spec) =>
        spec is { Setup: null, Image: null, Registries: [], Caches: [], Services: [], Own: null }
            ? null
            : JsonSerializer.Serialize(spec, FactJson.Options);

    /// <summary>Reads what <see cref="Write"/> wrote, or the plain setup script of sessions from before.</summary>
    public static EnvironmentSpec Read(string? text) =>
        text is null ? Found
        : text.StartsWith('{') ? JsonSerializer.Deserialize<EnvironmentSpec>(text, FactJson.Options)!
        : new EnvironmentSpec { Setup = text };
}

/// <summary>A program that runs inside a sandbox beside its commands, started from the sandbox's own programs.</summary>
/// <param name="Name">Letters, digits and <c>-</c>.</param>
/// <param name="Start">A shell command line that stays in the foreground.</param>
/// <param name="Ready">A shell command line that succeeds once the service can be used.</param>
public sealed record ServiceSpec(string Name, string Start, string Ready)
{
    /// <summary>How long it may take to become ready.</summary>
    public int ReadySeconds { get; init; } = 30;

    /// <summary>Set for every command of the sandbox.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
}

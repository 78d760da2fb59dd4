namespace Polpo.Core.Agents.Files.Spelling;

/// <summary>The fields of the files that have an effect, or that only describe.</summary>
internal static class KnownNames
{
    /// <summary>Left out, they grant more: a wrong spelling of one is refused.</summary>
    public static readonly string[] Restricting = ["allowedTools", "allowedPaths", "allowedHosts", "deniedHosts"];

    private static readonly string[] Describing = ["version", "author", "tags"];

    public static readonly string[] Entry = ["agent", "teamName"];

    public static readonly string[] Agent =
    [
        "name",
        "role",
        "model",
        "systemPrompt",
        "skills",
        "maxTurns",
        "maxConcurrency",
        "reasoning",
        "reportsTo",
        "identity",
        "volatile",
        "missionGroup",
        "createdAt",
        .. Restricting,
        .. Describing,
    ];

    public static readonly string[] Identity =
    [
        "displayName",
        "title",
        "company",
        "email",
        "bio",
        "timezone",
        "avatar",
        "tone",
        "personality",
        "responsibilities",
        "socials",
    ];

    public static readonly string[] Team = ["name", "description"];

    public static readonly string[] Project =
    [
        "$schema",
        "org",
        "project",
        "projectSlug",
        "projectId",
        "apiUrl",
        "team",
        "teams",
        "settings",
        "providers",
        "environment",
        .. Describing,
    ];

    public static readonly string[] Settings =
    [
        "model",
        "reasoning",
        "maxRetries",
        "maxFixAttempts",
        "maxConcurrency",
        "taskTimeout",
        "enableVolatileTeams",
        "volatileCleanup",
        "defaultQualityThreshold",
        "allowedHosts",
        "deniedHosts",
        "setup",
        "limits",
    ];

    public static readonly string[] Limits = ["memory", "cpus", "processes", "disk"];
}
